// The page's calls go through the server as any client's do, and nobody makes them who may not.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { withoutOpenssl } from "../fixtures/certificates.ts";
import { allModels, fewWorkers, serveProbe } from "../fixtures/serving.ts";
import { TlsFixture } from "../fixtures/tls.ts";
import { ask, callBy } from "./asking.ts";

const tls = new TlsFixture();

const inline = { model: "nonblocking", workers: 0, admin: "127.0.0.1:0" } as const;

for (const model of allModels) {
  test(`calls run where those of clients do: ${model}`, async () => {
    const secured = withoutOpenssl ? {} : { ...tls.secured, tlsCa: tls.authority.cert };
    const closed = { ...secured, proxyProtocol: ["unix"], transport: "framed" } as const;
    await using serving = await serveProbe({ model, ...fewWorkers(model), ...closed, admin: "127.0.0.1:0" });
    const at = serving.server.adminAddress!;
    const { result, milliseconds } = await callBy(at, "echo", { number: 7 });
    assert.equal(result, 7);
    assert.ok((milliseconds as number) > 0);
    const refused = await callBy(at, "refuse", { why: "no" });
    assert.deepEqual([refused.exception, refused.value], ["Refused", { why: "no" }]);
    const failed = await callBy(at, "fail", { message: "as asked" });
    assert.match(String(failed.error), /as asked/);
    assert.equal(failed.type, "UNKNOWN");
  });
}

test("headers go with a call and come with its reply", async () => {
  await using serving = await serveProbe(inline);
  const headers = { "x-asked": "yes" };
  const called = await callBy(serving.server.adminAddress!, "header", { name: "x-asked" }, { headers });
  assert.equal(called.result, "yes");
  assert.equal((called.headers as Record<string, string>)["x-answered"], "yes");
});

test("what does not fit is told with its place, and makes no call", async () => {
  await using serving = await serveProbe(inline);
  const at = serving.server.adminAddress!;
  const told = async (method: string, given: object, others?: object) => {
    const { status, error } = await callBy(at, method, given, others);
    assert.equal(status, 400);
    return error;
  };
  assert.equal(await told("echo", { number: "x" }), 'number: expected a whole number of 32 bits, got "x"');
  assert.equal(await told("need", { strict: {} }), "strict.number: missing; Strict requires it");
  assert.match(String(await told("ecco", {})), /^Probe has no function ecco/);
  assert.match(String(await told("echo", { number: 1 }, { timeout: -1 })), /^timeout is -1; expected/);
  assert.equal(await told("echo", {}, { more: 1 }), "a call has no more");
  assert.match((await ask(at, "/call", { method: "POST", body: "{" })).text, /this is no JSON/);
  assert.equal((await ask(at, "/call")).status, 405);
});

test("a body that is too long is refused, and its connection answers what comes next", async () => {
  await using serving = await serveProbe(inline);
  const at = serving.server.adminAddress!;
  const body = " ".repeat(65 * 1024 * 1024);
  const { status, text } = await ask(at, "/call", { method: "POST", body });
  assert.deepEqual([status, text], [400, '{"error":"the body is longer than 64 MiB"}\n']);
  assert.equal((await callBy(at, "echo", { number: 7 })).result, 7);
});

test("many calls at once are all answered", async () => {
  await using serving = await serveProbe(inline);
  const at = serving.server.adminAddress!;
  const called = await Promise.all(Array.from({ length: 60 }, (_, number) => callBy(at, "echo", { number })));
  assert.deepEqual(
    called.map(({ result }) => result),
    Array.from({ length: 60 }, (_, number) => number),
  );
});

test("calls go on when the folder of their socket was cleared away", async () => {
  const folder = mkdtempSync(join(tmpdir(), "page-test-"));
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    await using serving = await serveProbe(inline);
    const at = serving.server.adminAddress!;
    assert.equal((await callBy(at, "echo", { number: 7 })).result, 7);
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
    const again = await Promise.all([1, 2].map((number) => callBy(at, "echo", { number })));
    assert.deepEqual(
      again.map(({ result }) => result),
      [1, 2],
    );
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(folder, { recursive: true, force: true });
  }
});

test("whoever leaves gives a call up, and a call has no more than its time", async () => {
  await using serving = await serveProbe(inline);
  const at = serving.server.adminAddress!;
  const late = await callBy(at, "wait", {}, { timeout: 0.1 });
  assert.match(String(late.error), /no reply within 0\.1 s/);
  const body = JSON.stringify({ method: "wait" });
  await assert.rejects(
    fetch(`http://${at}/call`, { method: "POST", body, signal: AbortSignal.timeout(200) }),
  );
  const client = await serving.connect();
  while ((await client.call("aborted")) !== 2) await new Promise((resolve) => setTimeout(resolve, 10));
});

test("with calls off the page only shows; programs still reload", async () => {
  await using serving = await serveProbe({ ...inline, adminCalls: "off" });
  const at = serving.server.adminAddress!;
  assert.equal((await callBy(at, "echo", { number: 1 })).status, 403);
  const own = { origin: `http://${at}`, host: at, "sec-fetch-site": "same-origin" };
  assert.equal((await ask(at, "/reload", { method: "POST", headers: own })).status, 403);
  assert.equal((await ask(at, "/reload", { method: "POST" })).status, 200);
  assert.equal(JSON.parse((await ask(at, "/service")).text).server.calls, false);
});

test("the page itself may be linked to; what it asks for comes from itself alone", async () => {
  await using serving = await serveProbe({ ...inline, adminToken: "quite-secret" });
  const at = serving.server.adminAddress!;
  const visit = {
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
  };
  const page = await ask(at, "/", { headers: visit });
  assert.equal(page.status, 200);
  assert.match(String(page.headers["content-security-policy"]), /^default-src 'none'; script-src 'self';/);
  assert.equal(
    (await ask(at, "/page.js", { headers: { ...visit, "sec-fetch-dest": "script" } })).status,
    403,
  );
  assert.equal((await ask(at, "/service")).status, 401);
  assert.equal((await callBy(at, "echo", { number: 1 }).catch(() => ({ status: 401 }))).status, 401);
  const authorization = "Bearer quite-secret";
  const other = { authorization, origin: "https://elsewhere.example" };
  assert.equal((await ask(at, "/call", { method: "POST", body: "{}", headers: other })).status, 403);
  assert.equal((await ask(at, "/service", { headers: { authorization } })).status, 200);
});

test("a name that was made to point here gets neither the page nor a call", async () => {
  await using serving = await serveProbe(inline);
  const at = serving.server.adminAddress!;
  const headers = { host: "rebound.example" };
  assert.equal((await ask(at, "/", { headers })).status, 403);
  assert.equal((await ask(at, "/service", { headers })).status, 403);
  assert.equal((await ask(at, "/call", { method: "POST", body: "{}", headers })).status, 403);
});

test("the page is small, and compressed for who takes that", async () => {
  await using serving = await serveProbe(inline);
  const at = serving.server.adminAddress!;
  const headers = { "accept-encoding": "gzip, br" };
  const script = await ask(at, "/page.js", { headers });
  assert.equal(script.headers["content-encoding"], "gzip");
  const sizes = await Promise.all(
    ["/", "/page.js", "/page.css"].map(async (path) =>
      Number((await ask(at, path, { headers })).headers["content-length"]),
    ),
  );
  assert.ok(sizes.reduce((sum, size) => sum + size) < 150_000, sizes.join(" + "));
});
