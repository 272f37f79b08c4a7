// `thriftserve status`, `reload`, `resize` and `stop`: they ask a server that runs.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { statusText } from "../../src/cli/commands/admin/status_text.ts";
import { noRestarts } from "../../src/server/counting/observed.ts";
import type { ServerStatus } from "../../src/server/counting/status.ts";
import { probeHandler, start } from "../fixtures/command_line.ts";
import { probe } from "../fixtures/serving.ts";
import { keptShell } from "../fixtures/shell.ts";

const { run, runWith } = keptShell();

test("a server is looked at, resized, reloaded and stopped", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-admin-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const admin = `unix:${join(folder, "admin.sock")}`;
  await using server = await start(probeHandler, "--model", "threadpool", "--workers", "1", "--admin", admin);
  const client = await server.connect(probe);
  for (let i = 0; i < 3; i++) await client.call("echo", i);
  await assert.rejects(client.call("fail", "as asked"));

  const text = await run("status", admin);
  assert.equal(text.status, 0, text.stderr);
  assert.match(text.stdout, new RegExp(`^Probe on 127\\.0\\.0\\.1:${server.port}, ready\nthreadpool, `));
  assert.match(text.stdout, /\ncalls +4 in all, 1 failed, 0 at work, 0 waiting\n/);
  assert.match(text.stdout, /\nMETHOD +CALLS +FAILED .*\necho +3 +0 /);
  assert.match(text.stdout, /\nWORKER +RUNS .*\n +1 +thread \d+ +ready +1 /);
  const json = await runWith({ THRIFTSERVE_ADMIN: admin }, "status", "--json");
  const status = JSON.parse(json.stdout) as ServerStatus;
  assert.equal(status.calls!.total, 4);

  const resized = await run("resize", "2", admin);
  assert.deepEqual([resized.status, resized.stdout], [0, "2 workers\n"], resized.stderr);
  const refused = await run("resize", "0", admin);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /^thriftserve: not resized: .*0 workers cannot be/);
  const reloaded = await run("reload", admin);
  assert.deepEqual([reloaded.status, reloaded.stdout], [0, "Probe is reloaded\n"], reloaded.stderr);
  client.close();
  const stopped = await run("stop", admin);
  assert.deepEqual([stopped.status, stopped.stdout], [0, "stopped\n"], stopped.stderr);
  assert.equal((await server.ended()).status, 0);
});

test("what is no admin port, or not there, is told", async () => {
  const [none, wrong, gone, surplus] = await Promise.all([
    run("status"),
    run("status", "nonsense"),
    run("stop", "127.0.0.1:1"),
    run("resize", "many", "127.0.0.1:1"),
  ]);
  assert.match(
    none.stderr,
    /^thriftserve: the admin port is not given, and THRIFTSERVE_ADMIN is not set; see thriftserve status --help\n/,
  );
  assert.match(
    wrong.stderr,
    /^thriftserve: nonsense is no admin port; expected HOST:PORT, or unix:PATH; see/,
  );
  assert.match(gone.stderr, /^thriftserve: no answer of 127\.0\.0\.1:1: /);
  assert.match(surplus.stderr, /^thriftserve: many is no number of workers; see thriftserve resize --help\n/);
  assert.deepEqual([none.status, wrong.status, gone.status, surplus.status], [2, 2, 1, 2]);
});

test("calls are told by the second when there is an earlier status", () => {
  const method = { method: "add", total: 1000, failed: 0, atWork: 0, mean: 0.001, median: 0.001, p99: 0.5 };
  const before = {
    service: "S",
    model: "nonblocking",
    address: "127.0.0.1:1",
    addresses: ["127.0.0.1:1", "/run/s.sock"],
    state: "unready",
    reason: "no worker takes calls now",
    version: "1.0.0",
    runtime: "bun 1",
    process: 1,
    started: "2026-01-01T00:00:00.000Z",
    uptime: 100,
    memory: 123_456_789,
    connections: { open: 1, waiting: 1, total: 2 },
    workers: [],
    restarts: { ...noRestarts(), signal: 2 },
    refusals: {} as ServerStatus["refusals"],
    calls: { total: 1000, failed: 0, atWork: 0, waiting: 0, methods: [method] },
  } satisfies ServerStatus;
  const after: ServerStatus = {
    ...before,
    uptime: 102,
    calls: { ...before.calls, total: 5000, methods: [{ ...method, total: 5000 }] },
  };
  const text = statusText(after, before);
  assert.match(text, / on 127\.0\.0\.1:1, \/run\/s\.sock, /);
  assert.match(text, /not ready.*: no worker takes calls now\n/);
  assert.match(text, /\ncalls +2,000\/s, 5,000 in all/);
  assert.match(text, /\nMETHOD +CALLS\/S .*\nadd +2,000 +5,000 +0 +0 +1\.00 ms +1\.00 ms +500 ms\n/);
  assert.match(text, /\nrestarts +signal 2\n/);
  assert.match(text, /\nmemory +123\.5 MB\n/);
});
