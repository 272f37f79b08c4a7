// Lists of the system's processes tell workers from their server, and what they are about.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { probeHandler, start } from "../fixtures/command_line.ts";
import { probe, until } from "../fixtures/serving.ts";

const onLinux = process.platform === "linux" ? false : "looks into /proc";
const isBun = "bun" in process.versions;

const argumentsOf = (pid: number) =>
  readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
const nameOf = (pid: number) => readFileSync(`/proc/${pid}/comm`, "utf8").trim();

test("ps shows a worker's number and state, and the server's address and handler where the runtime can", {
  skip: onLinux,
}, async () => {
  await using server = await start(probeHandler, "--model", "processpool", "--workers", "1");
  const [worker] = server.children();
  assert.ok(worker !== undefined);
  const isIn = (state: string) =>
    isBun
      ? nameOf(worker.pid) === `worker 1 ${state}`
      : argumentsOf(worker.pid) === `thriftserve: worker 1, ${state}`;
  assert.match(argumentsOf(worker.pid), /^thriftserve: worker 1\b/);
  await until(() => isIn("ready"), "the worker is ready");
  const serves = `thriftserve: server 127.0.0.1:${server.port} serves`;
  if (!isBun) await until(() => argumentsOf(server.pid).startsWith(serves), "the server says what it does");
  const client = await server.connect(probe);
  const nap = client.call("nap", 4000);
  server.signal("SIGTERM");
  await until(() => isIn("ending"), "the worker ends");
  await nap;
  assert.equal((await server.ended()).status, 0);
});
