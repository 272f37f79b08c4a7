// The admin port answers who may ask, and nobody else.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { OptionsError } from "../../src/options/error.ts";
import type { ServerStatus } from "../../src/server/counting/status.ts";
import { settingsOf } from "../../src/server/options/settings.ts";
import { serveProbe, until } from "../fixtures/serving.ts";

const folder = mkdtempSync(join(tmpdir(), "thriftserve-admin-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const inline = { model: "nonblocking", workers: 0 } as const;

/** Asks by node:http, which sends whatever headers it is told. */
async function ask(
  where: { readonly port: number } | { readonly socketPath: string },
  path: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; text: string; type: string | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    text: string;
    type: string | undefined;
  }>();
  const asked = request({ host: "127.0.0.1", ...where, path, method, headers }, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      text += chunk;
    });
    response.on("end", () =>
      resolve({ status: response.statusCode!, text, type: response.headers["content-type"] }),
    );
  });
  asked.on("error", reject);
  asked.end();
  return await promise;
}

const portOf = (address: string | undefined) => ({
  port: Number(address!.slice(address!.lastIndexOf(":") + 1)),
});

test("health, readiness and status are there, other paths and methods are told what is", async () => {
  await using serving = await serveProbe({ ...inline, admin: "127.0.0.1:0" });
  const at = portOf(serving.server.adminAddress);
  assert.deepEqual(await ask(at, "/healthz"), {
    status: 200,
    text: "ok\n",
    type: "text/plain; charset=utf-8",
  });
  assert.equal((await ask(at, "/readyz")).text, "ok\n");
  const status = JSON.parse((await ask(at, "/status")).text) as ServerStatus;
  assert.equal(status.service, "Probe");
  assert.equal(status.state, "ready");
  assert.equal(status.process, process.pid);
  assert.equal((await ask(at, "/")).type, "text/html; charset=utf-8");
  assert.match((await ask(at, "/metric")).text, /GET .*\/metrics.*POST .*\/stop/);
  assert.equal((await ask(at, "/stop")).status, 405);
  assert.equal((await ask(at, "/status", { method: "POST" })).status, 405);
  assert.equal((await ask(at, "/status", { method: "HEAD" })).text, "");
});

test("OpenMetrics is written where it is asked for, and no two names clash in it", async () => {
  await using serving = await serveProbe({ ...inline, admin: "127.0.0.1:0" });
  await (await serving.connect()).call("echo", 1);
  const headers = { accept: "application/openmetrics-text;version=1.0.0,text/plain;q=0.5" };
  const { text, type } = await ask(portOf(serving.server.adminAddress), "/metrics", { headers });
  assert.equal(type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
  assert.ok(text.endsWith("\n# EOF\n"));
  const names = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  const samples = names.flatMap(([, name = "", type = ""]) => {
    const suffixes = { counter: ["_total"], histogram: ["_bucket", "_sum", "_count"], info: ["_info"] };
    return [name, ...(suffixes[type as "counter"] ?? []).map((suffix) => name + suffix)];
  });
  assert.equal(new Set(samples).size, samples.length, samples.join(" "));
  const lines = text.trimEnd().split("\n");
  for (const line of lines.filter((one) => !one.startsWith("#"))) {
    assert.ok(samples.includes(/^\w+/.exec(line)![0]), line);
  }
});

test("a page of another place, and a name that was pointed here, are refused", async () => {
  await using serving = await serveProbe({ ...inline, admin: "127.0.0.1:0" });
  const at = portOf(serving.server.adminAddress);
  const refused: Record<string, string>[] = [
    { host: "rebound.example" },
    { origin: "https://page.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
  ];
  for (const headers of refused) {
    for (const [method, path] of [
      ["GET", "/metrics"],
      ["POST", "/stop"],
    ] as const) {
      const answered = await ask(at, path, { method, headers });
      assert.equal(answered.status, 403, JSON.stringify(headers));
    }
  }
  assert.equal((await serving.server.status()).state, "ready");
  assert.equal((await ask(at, "/status", { headers: { host: "localhost:1" } })).status, 200);
});

test("a token has to be brought where there is one, but not for health", async () => {
  const file = join(folder, "token");
  writeFileSync(file, "a-token-of-mine\n");
  await using serving = await serveProbe({ ...inline, admin: "127.0.0.1:0", adminTokenFile: file });
  const at = portOf(serving.server.adminAddress);
  assert.equal((await ask(at, "/healthz")).status, 200);
  assert.equal((await ask(at, "/status")).status, 401);
  const bearing = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  assert.equal((await ask(at, "/status", bearing("a-token-of-mine"))).status, 200);
  assert.equal((await ask(at, "/status", bearing("a-token-of-yours"))).status, 401);
});

test("a Unix socket is the owner's alone, and goes away with the server", async () => {
  const path = join(folder, "admin.sock");
  {
    await using serving = await serveProbe({ ...inline, admin: `unix:${path}` });
    assert.equal(serving.server.adminAddress, `unix:${path}`);
    assert.equal((await ask({ socketPath: path }, "/status")).status, 200);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  }
  assert.equal(existsSync(path), false);
});

test("workers are reloaded and their number changed, what cannot be is said", async () => {
  await using serving = await serveProbe({ model: "threadpool", workers: 1, admin: "127.0.0.1:0" });
  const at = portOf(serving.server.adminAddress);
  const post = async (path: string) => {
    const { status, text } = await ask(at, path, { method: "POST" });
    return { status, ...(JSON.parse(text) as { error?: string; workers?: number; service?: string }) };
  };
  assert.deepEqual(await post("/resize?workers=2"), { status: 200, workers: 2 });
  assert.equal(serving.server.workers, 2);
  assert.equal((await post("/reload")).service, "Probe");
  const none = await post("/resize?workers=0");
  assert.equal(none.status, 409);
  assert.match(none.error!, /0 workers cannot be/);
  assert.equal((await post("/resize?workers=many")).status, 400);
  assert.equal((await post("/resize")).status, 400);
});

test("POST /stop ends the server in good order", async () => {
  await using serving = await serveProbe({ ...inline, admin: "127.0.0.1:0" });
  const client = await serving.connect();
  const at = portOf(serving.server.adminAddress);
  const slow = client.call("nap", 200);
  await until(async () => (await serving.server.status()).calls!.atWork === 1, "the call has begun");
  assert.equal((await ask(at, "/stop", { method: "POST" })).status, 202);
  assert.equal((await ask(at, "/readyz")).status, 503);
  await slow;
  await serving.server.closed;
  await assert.rejects(ask(at, "/healthz"));
});

test("an address that another program has is told, and the server does not start", async () => {
  await using serving = await serveProbe({ ...inline, admin: "127.0.0.1:0" });
  const admin = serving.server.adminAddress!;
  await assert.rejects(serveProbe({ ...inline, admin }), {
    name: "ListenError",
    message: `cannot listen on ${admin} for the admin port: another program listens there`,
  });
});

test("options that leave the port open, or have no use, are refused", () => {
  const refused: [options: Record<string, string>, expected: RegExp][] = [
    [{ admin: "0.0.0.0:9091" }, /other machines reach: it needs adminTokenFile or adminToken/],
    [{ admin: "nonsense" }, /HOST:PORT, or unix:PATH/],
    [{ adminToken: "a-token-of-mine" }, /expected its address too/],
    [{ admin: "9091", adminToken: "short" }, /is not one; expected at least 8/],
    [{ admin: "9091", adminToken: "a-token-of-mine", adminTokenFile: "x" }, /cannot be combined/],
  ];
  for (const [options, expected] of refused) {
    assert.throws(
      () => settingsOf(options),
      (error) => error instanceof OptionsError && expected.test(error.message),
      JSON.stringify(options),
    );
  }
  settingsOf({ admin: "0.0.0.0:9091", adminToken: "a-token-of-mine" });
  settingsOf({ admin: "[::1]:9091" });
});
