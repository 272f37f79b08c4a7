// The client in Chromium: a bundle of it calls a server of this program over HTTP and WebSocket.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { connect, type Server, serve } from "../../mod.ts";
import { root } from "../fixtures/hosts.ts";
import { until } from "../fixtures/serving.ts";
import { type Browser, type Page, startChromium, whyMissing } from "./chromium.ts";
import { service } from "./service.ts";
import { type Site, serveSite } from "./site.ts";

const run = promisify(execFile);
mkdirSync(join(root, ".test"), { recursive: true });
const folder = mkdtempSync(join(root, ".test", "browser-"));
after(() => rmSync(folder, { recursive: true, force: true }));

async function bundle(entry: string, ...options: string[]): Promise<void> {
  const bun = join(root, "node_modules/bun/bin/bun.exe");
  const always = ["--target=browser", "--format=esm", "--minify", "--outdir", folder];
  await run(bun, ["build", entry, ...always, ...options], { cwd: root });
}

test("a bundle for browsers names no module of a runtime, and is as large as docs/client.md says", async (t) => {
  await bundle("client.ts");
  const text = readFileSync(join(folder, "client.js"), "utf8");
  assert.doesNotMatch(text, /["'`]node:|\brequire\(|\bfrom\s*["']/);
  const sizes = [text.length, gzipSync(text).length].map((bytes) => Math.round(bytes / 1000));
  t.diagnostic(`${sizes[0]} kB minified, ${sizes[1]} kB with gzip`);
  const said = /splits nothing has (\d+) kB, (\d+) kB\s+with\s+gzip/.exec(
    readFileSync(join(root, "docs/client.md"), "utf8"),
  )!;
  for (const [index, size] of sizes.entries()) {
    const documented = Number(said[index + 1]);
    assert.ok(Math.abs(size - documented) < 0.15 * documented, `${size} kB, documented as ${documented}`);
  }
});

test("its types are right in a page, and need those of no runtime", async () => {
  const tsc = join(root, "node_modules/.bin/tsc");
  await run(tsc, ["--project", "examples/page"], { cwd: root });
  const options = {
    ...{
      target: "es2024",
      module: "esnext",
      moduleResolution: "bundler",
      lib: ["es2024", "dom", "esnext.disposable"],
    },
    ...{ types: [], strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
    paths: { "thriftserve/client": [join(root, "dist/npm/client.d.ts")] },
  };
  const config = JSON.stringify({ compilerOptions: options, files: ["page.ts"] });
  writeFileSync(join(folder, "tsconfig.json"), config);
  const page = `import { connect, idl, type PageOptions } from "thriftserve/client";
    const service = idl("service Calculator { i64 add(1: i64 a, 2: i64 b) }");
    const options: PageOptions = { timeout: 2 };
    const calculator = await connect(service, "https://127.0.0.1/", options);
    const sum: bigint = await calculator.add(1, 2n);
    document.body.textContent = String(sum);`;
  writeFileSync(join(folder, "page.ts"), page);
  await run(tsc, ["--project", folder, "--listFiles"], { cwd: root }).then(
    ({ stdout }) => assert.doesNotMatch(stdout, /@types\//),
    ({ stdout }) => assert.fail(stdout),
  );
});

describe("a page in Chromium", { skip: whyMissing() }, () => {
  let server: Server;
  let port = 0;
  let site: Site;
  let browser: Browser;
  let page: Page;
  const handler = new URL("./handler.ts", import.meta.url);
  const options = { workers: 0, logLevel: "fatal", shutdownTimeout: 1 } as const;

  before(async () => {
    await bundle("tests/browser/page.ts");
    site = await serveSite(folder);
    server = await serve(handler, { ...options, port: 0, allowOrigin: [site.origin] });
    port = (server.address as { port: number }).port;
    site.target = port;
    browser = await startChromium();
    page = await browser.open(`${site.origin}/empty.html`, "globalThis.calls");
  });
  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    await site?.[Symbol.asyncDispose]();
    await server?.close();
  });

  function inPage(name: string, ...given: unknown[]): Promise<unknown> {
    return page.evaluate(`${name}(${given.map((one) => JSON.stringify(one)).join(", ")})`);
  }

  for (const scheme of ["http", "ws"]) {
    for (const protocol of ["binary", "compact", "json"]) {
      test(`${scheme}, ${protocol}: results of every kind, exceptions, oneway calls, calls at the same time`, async () => {
        const answers = await inPage(
          "calls",
          scheme === "ws" ? `ws://127.0.0.1:${port}/` : "/thrift",
          protocol,
        );
        assert.deepEqual(answers, {
          add: "9223372036854775807",
          together: true,
          short: "zwölf",
          long: true,
          reversed: true,
          table: [[1, ["a", "ü"]]],
          refused: {
            isOurs: true,
            name: "Refused",
            code: "9007199254740993",
            why: "so",
            showsItsCaller: true,
          },
          failed: "UNKNOWN: no",
          told: `${protocol} of ${scheme}:`,
        });
      });
    }

    test(`${scheme}: calls run out of time and are given up, of which the server learns`, async () => {
      await using client = await connect(service, `tcp://127.0.0.1:${port}`);
      const gone = await client.gone();
      const answers = await inPage("givenUp", scheme === "ws" ? `ws://127.0.0.1:${port}/` : "/thrift");
      const { late, aborted, before } = answers as Record<
        string,
        { name: string; message: string; sent: boolean }
      >;
      assert.deepEqual(
        [late!.name, late!.message, late!.sent],
        ["TimeoutError", "Probe.hang had no reply within 0.2 s", true],
      );
      for (const each of [aborted, before]) {
        assert.deepEqual([each!.name, each!.message], ["RangeError", "enough"]);
      }
      await until(async () => (await client.gone()) > gone, "the server has learned of it");
    });
  }

  test("ws: a connection that was lost is opened again for the next call", async () => {
    await inPage("begin", `ws://127.0.0.1:${port}/`, { timeout: 60, retries: 1000 });
    assert.deepEqual(await inPage("again", "add"), { answer: "3", retries: 0 });
    await server.close();
    await until(async () => (await page.evaluate("disconnected.length")) === 1, "the page has noticed");
    const reason = "the connection ended: the WebSocket was closed with 1001";
    assert.ok(String(await page.evaluate("disconnected[0]")).startsWith(reason));
    const meanwhile = inPage("again", "add");
    server = await serve(handler, { ...options, port, allowOrigin: [site.origin] });
    assert.equal(((await meanwhile) as { answer: string }).answer, "3");
  });

  test("http: a call that may be run twice is made again after a request that failed, another is not", async () => {
    await inPage("begin", "/thrift", { idempotent: ["add"], retries: 1000 });
    site.isDropping = true;
    const meanwhile = inPage("again", "add");
    await until(() => site.dropped >= 4, "the call was made several times");
    site.isDropping = false;
    const { answer: sum, retries } = (await meanwhile) as { answer: string; retries: number };
    assert.equal(sum, "3");
    assert.ok(retries > 0);
    site.isDropping = true;
    const { answer } = (await inPage("again", "told")) as { answer: Record<string, unknown> };
    site.isDropping = false;
    assert.deepEqual([answer.name, answer.sent], ["ConnectionClosedError", true]);
    assert.equal(answer.message, "the request failed: Failed to fetch");
  });

  test("a server of another origin is called where that is allowed, with headers both ways, and not elsewhere", async () => {
    const headers = { "x-who": "page" };
    await inPage("begin", `http://127.0.0.1:${port}/`, { timeout: 5, headers });
    assert.deepEqual(await inPage("again", "add"), { answer: "3", retries: 0 });
    assert.equal(await page.evaluate("answered['x-asked-by']"), "page");
    assert.equal(server.refusals.wrongOrigin, 0);
    await using closed = await serve(handler, { ...options, port: 0 });
    const other = (closed.address as { port: number }).port;
    await inPage("begin", `http://127.0.0.1:${other}/`, { retries: 0 });
    const { answer } = (await inPage("again", "add")) as { answer: { message: string } };
    assert.equal(answer.message, "the request failed: Failed to fetch");
    const refused = (await inPage("fails", `ws://127.0.0.1:${other}/`, {})) as { message: string };
    assert.equal(refused.message, `ws://127.0.0.1:${other}/ opened no WebSocket`);
    assert.equal(closed.refusals.wrongOrigin, 2);
  });

  test("under a policy that lets no code be made of text JSON is spoken, and others say why not", async () => {
    const strict = await browser.open(`${site.origin}/strict/empty.html`, "globalThis.calls");
    const ask = (protocol: string) => strict.evaluate(`fails("/thrift", { protocol: "${protocol}" })`);
    for (const protocol of ["binary", "compact"]) {
      const { isOption, message } = (await ask(protocol)) as { isOption: boolean; message: string };
      assert.ok(isOption, message);
      assert.match(message, /^protocol is \w+, whose .* script-src 'unsafe-eval'; json needs nothing$/);
    }
    const { add } = (await strict.evaluate('calls("/thrift", "json")')) as { add: string };
    assert.equal(add, "9223372036854775807");
  });

  test("examples/page calculates", async () => {
    await bundle("examples/page/index.html");
    const allowed = { ...options, port: 0, allowOrigin: [site.origin] };
    const calculator = await serve(join(root, "examples/calculator/handler.ts"), allowed);
    try {
      const address = `ws://127.0.0.1:${(calculator.address as { port: number }).port}/`;
      const form = 'document.querySelector("form")';
      const shown = await browser.open(
        `${site.origin}/index.html?address=${encodeURIComponent(address)}`,
        `${form} && document.readyState === "complete"`,
      );
      const result = async (num2: string) => {
        await shown.evaluate(
          `${form}.querySelector("output").textContent = "", ${form}.num2.value = "${num2}", ${form}.requestSubmit()`,
        );
        const output = () => shown.evaluate('document.querySelector("output").textContent');
        await until(async () => (await output()) !== "", "there is a result");
        return await output();
      };
      assert.equal(await result("2"), "3.5");
      assert.equal(await result("0"), "The calculator cannot divide by 0.");
    } finally {
      await calculator.close();
    }
  });
});
