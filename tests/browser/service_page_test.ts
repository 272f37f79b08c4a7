// The page of the admin port in Chromium: its form, its views, and who it lets in.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { type Server, serve } from "../../mod.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import { fromJson } from "../../src/value_json/from_json.ts";
import { parseJson } from "../../src/value_json/parse.ts";
import { toJson } from "../../src/value_json/to_json.ts";
import { root } from "../fixtures/hosts.ts";
import { until } from "../fixtures/serving.ts";
import { whyMissing } from "./chromium.ts";

const execute = promisify(execFile);
const { schema, functions } = resolveService(loadIdl(join(root, "idl/conformance.thrift")));
mkdirSync(join(root, ".test"), { recursive: true });
const folder = mkdtempSync(join(root, ".test", "service-page-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** One grey pixel. */
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

/** What each kind of field is filled with: the ends of what it holds, and characters of several bytes. */
const filled: Readonly<Record<string, string>> = {
  byte: "-128",
  i16: "-32768",
  i32: "2147483647",
  i64: "9223372036854775807",
  double: "6.62607015e-34",
  string: 'zwölf 😀 "quoted"\n<b>line</b>',
  binary: "grüße 😀",
};

describe("the page of a server in Chromium", { skip: whyMissing() }, () => {
  let server: Server;
  let at = "";
  let browser: Browser;
  let page: Page;
  const said: string[] = [];

  before(async () => {
    const handler = new URL("../conformance/handler.ts", import.meta.url);
    const options = { admin: "127.0.0.1:0", recordCalls: 10, logLevel: "fatal", shutdownTimeout: 1 } as const;
    server = await serve(handler, { model: "nonblocking", workers: 1, port: 0, ...options });
    at = `http://${server.adminAddress}/`;
    browser = await startBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(20_000);
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    await page.goto(at);
    await page.waitForSelector("main h1");
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  test("every method is called from the form, with values of every type, and gives what Apache's Python client gets", async () => {
    const calls: { readonly method: string; readonly arguments: unknown; readonly outcome: Outcome }[] = [];
    for (const { name } of functions) {
      if (name === "whoami") continue; // it counts its calls
      await page.goto(`${at}#/method/${name}`);
      await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
      await page.getByLabel("Begin with").selectOption("all");
      await fillAll(page, name);
      const outcome = await run(page);
      const given = await page.getByLabel("Arguments as JSON").inputValue(); // it has followed by now
      calls.push({ method: name, arguments: numbered(name, parseJson(given)), outcome });
    }
    const lines = calls.map(({ method, arguments: given }) =>
      JSON.stringify({ method, arguments: given }, digits),
    );
    const apache = await askApache((server.address as { port: number }).port, lines);
    for (const [index, { method, outcome }] of calls.entries()) {
      assert.deepEqual(normal(method, outcome), normal(method, apache[index]!), method);
    }
    const kinds = new Set(calls.map(({ outcome }) => Object.keys(outcome)[0]));
    assert.deepEqual([...kinds].sort(), ["error", "exception", "result"]);
  });

  test("1 MB of bytes from a file go there and back unharmed", async () => {
    const bytes = Buffer.from(Array.from({ length: 1_000_000 }, (_, index) => (index * 7919) & 255));
    const file = join(folder, "bytes");
    writeFileSync(file, bytes);
    await page.goto(`${at}#/method/echoBinary`);
    await page.getByLabel("File for value").setInputFiles(file);
    await page.getByText("1,000,000 bytes", { exact: false }).first().waitFor();
    await page.getByRole("button", { name: "Run" }).click();
    await page.locator(".outcome.result").waitFor();
    const saved = page.waitForEvent("download");
    await page.locator(".outcome").getByRole("link", { name: "Download" }).click();
    const json = readFileSync(await (await saved).path(), "utf8");
    assert.ok(Buffer.from(JSON.parse(json), "base64").equals(bytes));
  });

  test("what is wrong is told at its field as it is written, and nothing is called", async () => {
    await page.goto(`${at}#/method/echoScalars`);
    const tiny = page.locator('[data-place="value.tiny"]');
    await tiny.getByRole("textbox").fill("128");
    await tiny.getByText("expected a whole number of 8 bits").waitFor();
    assert.equal(await tiny.getByRole("textbox").getAttribute("aria-invalid"), "true");
    assert.ok(await page.getByRole("button", { name: "Run" }).isDisabled());
    await tiny.getByRole("textbox").fill("127");
    assert.equal(await tiny.locator(".problem").count(), 0);
    const json = page.getByLabel("Arguments as JSON");
    await until(async () => /"tiny": 127/.test(await json.inputValue()), "the JSON has followed");
    await json.fill('{"value": {"tiny": 5, "tin": 1}}');
    assert.equal(await tiny.getByRole("textbox").inputValue(), "5");
    await page.getByText("value.tin: Scalars has no field of this name").waitFor();
  });

  test("a call is given up, made again from what was kept, and linked to", async () => {
    await page.goto(`${at}#/method/nap`);
    await page.locator('[data-place="duration"]').getByRole("textbox").fill("3000");
    await page.getByRole("button", { name: "Run" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Not called: given up").waitFor();
    await page.locator('[data-place="duration"]').getByRole("textbox").fill("1");
    await page.keyboard.press("Control+Enter");
    await page.locator(".outcome.result").waitFor();
    await page.getByRole("button", { name: "Link" }).click();
    const link = page.url();
    await page.goto(`${at}#/method/ping`);
    await page.goto(`${at}#/method/nap`);
    assert.equal(await page.locator('[data-place="duration"]').getByRole("textbox").inputValue(), "1");
    await page.goto(`${at}#/`);
    await page.goto(link);
    assert.match(await page.getByLabel("Arguments as JSON").inputValue(), /"duration": 1\b/);
  });

  test("a link may hold anything: each is shown, or told to be nothing", async () => {
    const call = (json: string) => `#/method/echoScalars?${encodeURIComponent(json)}`;
    for (const [link, shown] of [
      ["#/definition/constructor", "The service has no constructor"],
      ["#/definition/__proto__", "The service has no __proto__"],
      ["#/method/toString", "The service has no method toString"],
      [call('{"value":{"tiny":[99999999999999999999]}}'), "expected a whole number of 8 bits"],
      [call('{"__proto__":{"tiny":1}}'), "__proto__: echoScalars has no field of this name"],
      [call('{"value":[null,"x"]}'), "expected an object with the fields of Scalars"],
    ] as const) {
      await page.goto(`${at}${link}`);
      await page.locator("main").getByText(shown).first().waitFor();
    }
  });

  test("the author's text and examples are shown, pictures as such, and what a reload has changed", async () => {
    const idl = (more: string) => `/** Seconds. */
typedef i32 Seconds
service Clock {
  i32 wait(1: Seconds time)
  binary face() (media = "image/png")${more}
}
`;
    writeFileSync(join(folder, "clock.thrift"), idl(""));
    const handler = join(folder, "clock.ts");
    writeFileSync(
      handler,
      `export const service = "clock.thrift";
export const examples = { wait: [{ time: 3 }, [5]] };
const png = "${png}";
export default { wait: (time: number) => time, face: () => Buffer.from(png, "base64"), stop() {} };
`,
    );
    await using clock = await serve(handler, {
      ...{ model: "nonblocking", workers: 1, port: 0, admin: "127.0.0.1:0", logLevel: "fatal" },
    } as const);
    const clockPage = `http://${clock.adminAddress}/`;
    await page.goto(`${clockPage}#/method/wait`);
    const json = page.getByLabel("Arguments as JSON");
    await until(
      async () => /"time": 3/.test(await json.inputValue()),
      "the form begins with the first example",
    );
    await page.getByLabel("Begin with").selectOption({ label: '{"time":5}' });
    await until(async () => /"time": 5/.test(await json.inputValue()), "the other example is chosen");
    await page.goto(`${clockPage}#/method/face`);
    await page.getByRole("button", { name: "Run" }).click();
    const picture = page.locator(".outcome img");
    await until(
      () => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth === 1),
      "the picture is shown",
    );
    await page.goto(`${clockPage}#/definition/clock.Seconds`);
    await page.getByText("typedef of").waitFor();
    await page.getByRole("link", { name: "clock.thrift" }).click();
    assert.equal(await page.locator("pre.idl").textContent(), idl(""));
    writeFileSync(join(folder, "clock.thrift"), idl("\n  void stop()"));
    await clock.reload();
    await page.getByRole("navigation", { name: "The service" }).getByRole("link", { name: "stop" }).waitFor();
    assert.equal(await page.locator("pre.idl").textContent(), idl("\n  void stop()"));
  });

  test("the keyboard alone finds a type and goes to it", async () => {
    await page.goto(`${at}#/`);
    await page.getByRole("heading", { level: 1, name: "Conformance" }).waitFor();
    await page.keyboard.press("t");
    await page.keyboard.type("Cho");
    await page.getByRole("option", { name: "Choice" }).first().waitFor();
    await page.keyboard.press("Enter");
    await page
      .getByRole("heading", { level: 1 })
      .getByText(/Choice/)
      .waitFor();
  });

  test("the charts move, and failed calls are shown with what they were called with", async () => {
    await page.goto(`${at}#/watch`);
    const chart = page.getByRole("img", { name: /^Calls a second/ });
    await chart.waitFor();
    const line = () => chart.locator("path").first().getAttribute("d");
    const before = await line();
    const failing = { method: "check", arguments: { refuse: true } };
    await fetch(`${at}call`, { method: "POST", body: JSON.stringify(failing) });
    await until(async () => (await line()) !== before, "the line has moved");
    await page.getByText('{"refuse":true}').first().waitFor();
    await page.getByRole("button", { name: "Reload" }).click();
    await page.getByText("reloaded").waitFor();
  });

  test("no view has a fault that axe finds, on a wide screen and at 360 pixels, light and dark", async () => {
    const axe = readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8");
    const faults: string[] = [];
    for (const [width, colorScheme] of [
      [1280, "light"],
      [360, "dark"],
    ] as const) {
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        colorScheme,
        bypassCSP: true,
      });
      const narrow = await context.newPage();
      await narrow.addInitScript(axe);
      for (const view of [
        "#/",
        "#/method/echoEverything",
        "#/definition/conformance.Color",
        "#/definition/conformance.Instant",
        "#/file/conformance.thrift",
        "#/watch",
      ]) {
        await narrow.goto(`${at}${view}`);
        await narrow.locator("main h1").waitFor();
        const found = (await narrow.evaluate(
          "axe.run().then(({ violations }) => violations)",
        )) as Violation[];
        faults.push(
          ...found.map(({ id, nodes }) => `${view} at ${width}, ${colorScheme}: ${id} ${nodes[0]!.html}`),
        );
        const overflow = await narrow.evaluate("document.documentElement.scrollWidth - innerWidth");
        if ((overflow as number) > 0) faults.push(`${view} at ${width} is ${overflow} pixels too wide`);
      }
      await context.close();
    }
    assert.deepEqual(faults, []);
  });

  test("a page of another origin reads and calls nothing", async () => {
    const other = createServer((_, response) =>
      response.setHeader("Content-Type", "text/html").end("<p>other</p>"),
    );
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const foreign = await browser.newPage();
    try {
      await foreign.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
      const tries = [
        `fetch("${at}service").then((answer) => answer.text())`,
        `fetch("${at}call", { method: "POST", body: '{"method":"note","arguments":{"topic":"foreign","text":"x"}}', mode: "no-cors" }).then(({ type }) => type)`,
        `new Promise((done) => { const frame = document.createElement("iframe"); frame.src = "${at}"; frame.onload = () => done(String(frame.contentDocument)); document.body.append(frame); })`,
      ];
      const outcomes = await Promise.all(tries.map((one) => foreign.evaluate(one).catch(() => "refused")));
      assert.deepEqual(outcomes, ["refused", "opaque", "null"]);
    } finally {
      await foreign.close();
      other.close();
    }
    const notes = await fetch(`${at}call`, {
      method: "POST",
      body: JSON.stringify({ method: "notes", arguments: { topic: "foreign" } }),
    });
    assert.deepEqual(((await notes.json()) as { result: unknown }).result, []);
  });

  test("nothing was said in the console", () => {
    assert.deepEqual(said, []);
  });
});

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

type Outcome = {
  readonly result?: unknown;
  readonly exception?: string;
  readonly value?: unknown;
  readonly error?: unknown;
};

async function startBrowser(): Promise<Browser> {
  const args = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ];
  return await chromium.launch({ executablePath: "/usr/bin/chromium", args });
}

/** Fills every field that holds one value: by hand, or where there are many by the events that hands make. */
async function fillAll(page: Page, method: string): Promise<void> {
  const fields = await page.locator(".form .value:not(.group)").all();
  if (fields.length > 12) return await page.evaluate(fillInPage, filled);
  for (const field of fields) {
    const kind = (await field.locator(".about .type").textContent()) ?? "";
    await fillOne(field, kind, method);
  }
}

async function fillOne(field: Locator, kind: string, method: string): Promise<void> {
  if (kind === "bool") return void (await field.getByRole("combobox").selectOption("true"));
  const text = small[method] ?? filled[kind];
  if (text !== undefined) return await field.getByRole("textbox").first().fill(text);
  const choice = field.getByRole("combobox");
  await choice.selectOption({ index: (await choice.locator("option").count()) - 1 });
}

/** Runs in the page, by names that this program's types do not know. */
async function fillInPage(texts: Readonly<Record<string, string>>): Promise<void> {
  // biome-ignore lint/suspicious/noExplicitAny: a browser's document
  const { document, Event } = globalThis as any;
  const find = () => [...document.querySelectorAll(".form .value:not(.group)")];
  for (let index = 0; index < find().length; index++) {
    const field = find()[index];
    const text = texts[field.querySelector(".about .type").textContent];
    const control = field.querySelector("textarea, input[type=text]") ?? field.querySelector("select");
    control.value = text ?? control.options[control.options.length - 1].value;
    control.dispatchEvent(new Event(text === undefined ? "change" : "input", { bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Arguments that say how long a call takes. */
const small: Readonly<Record<string, string>> = { nap: "5", work: "1000" };

async function run(page: Page): Promise<Outcome> {
  await page.getByRole("button", { name: "Run" }).click();
  const outcome = page.locator(".outcome");
  await outcome.waitFor();
  const title = (await outcome.locator(".verdict strong").textContent()) ?? "";
  const json = outcome.locator(".json-text code");
  const value = (await json.count()) === 0 ? null : parseJson((await json.textContent()) ?? "null");
  if (title === "Result") return { result: value };
  if (title.startsWith("TApplicationException")) return { error: title.slice(title.indexOf(": ") + 2) };
  return { exception: title, value };
}

/** The same arguments with the numbers of enums' members, which is all that Apache's library knows. */
function numbered(method: string, given: unknown): unknown {
  const fields = functions.findLast(({ name }) => name === method)!.arguments;
  const json = given as Readonly<Record<string, unknown>>;
  const values = fields.map(({ name, type }) => [
    name,
    toJson({ ...schema, enums: {} }, type, fromJson(schema, type, json[name], name)),
  ]);
  return Object.fromEntries(values);
}

function digits(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** What Apache's client gets for calls, each a line of JSON. The server is in this process: it has to go on. */
async function askApache(port: number, lines: readonly string[]): Promise<readonly Outcome[]> {
  const generated = join(folder, "py");
  mkdirSync(generated);
  for (const file of ["conformance_base", "conformance"]) {
    await execute("/usr/bin/thrift", ["--gen", "py", "-out", generated, join(root, `idl/${file}.thrift`)]);
  }
  const script = fileURLToPath(new URL("apache_calls.py", import.meta.url));
  const asked = execute("/usr/bin/python3", [script, generated, String(port)], { timeout: 60_000 });
  asked.child.stdin!.end(`${lines.join("\n")}\n`);
  const { stdout } = await asked;
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Outcome);
}

/** One form for both: enums by name, the pairs of maps and the elements of sets in an order. */
function normal(method: string, outcome: Outcome): unknown {
  if (outcome.error !== undefined) return "TApplicationException";
  if (outcome.exception !== undefined) return [outcome.exception, outcome.value];
  const { returns } = functions.find(({ name }) => name === method)!;
  if (returns === undefined || outcome.result === null) return null;
  const json = toJson(schema, returns, fromJson(schema, returns, outcome.result, "result"));
  return sorted(json);
}

/** Sets come in any order; lists are long enough in these tests to have one element. */
function sorted(json: unknown): unknown {
  if (Array.isArray(json))
    return json.map(sorted).sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .map(([name, one]) => [name, sorted(one)])
      .sort(),
  );
}
