// Makes the pictures of the page that the documents show: `node tests/browser/pictures.ts`.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { connect, serve } from "../../mod.ts";
import { root } from "../fixtures/hosts.ts";

interface Calculator {
  add(a: number, b: number): Promise<number>;
  calculate(logid: number, work: { num1: number; num2: number; op: number }): Promise<number>;
}

const folder = join(root, "docs/pictures");
mkdirSync(folder, { recursive: true });
const handler = new URL("../../examples/calculator/handler.ts", import.meta.url);
const options = { model: "threadpool", workers: 3, port: 0, admin: "127.0.0.1:0", recordCalls: 20 } as const;
const server = await serve(handler, options);
const idl = new URL("../../examples/calculator/calculator.thrift", import.meta.url);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const at = `http://${server.adminAddress}/`;

/** Calls at a rate that goes up and down, some of which fail. */
async function call(seconds: number): Promise<void> {
  const client = await connect<Calculator>(idl, server.address);
  for (let began = Date.now(); Date.now() - began < seconds * 1000; ) {
    const wave = Math.sin(Date.now() / 4000) + 1.2;
    await client.add(1, 2);
    if (Math.random() < 0.02) await client.calculate(1, { num1: 1, num2: 0, op: 4 }).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 4 * wave * Math.random()));
  }
  client.close();
}

async function picture(
  name: string,
  view: string,
  colorScheme: "light" | "dark",
  wait: number,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme });
  await page.goto(at + view);
  await page.locator("main h1").waitFor();
  if (view.includes("method")) {
    await page.getByRole("button", { name: "Run" }).click();
    await page.locator(".outcome").waitFor();
  }
  await page.waitForTimeout(wait);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
}

const arguments_ = encodeURIComponent('{"logid":1,"work":{"num1":84,"num2":2,"op":"DIVIDE"}}');
const calls = Promise.all([call(70), call(70), call(70)]);
await picture("call", `#/method/calculate?${arguments_}`, "light", 300);
await picture("watch", "#/watch", "dark", 60_000);
await calls;
await browser.close();
await server.close();
