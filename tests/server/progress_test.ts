// Starts and calls that last are told in the log, and a server whose workers get nowhere is not ready.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nextTelling } from "../../src/server/intervals.ts";
import {
  commandLine,
  inherited,
  type ServerProgram,
  startWith,
  talkative,
  talkativeHandler,
} from "../fixtures/command_line.ts";
import { serveProbe, until } from "../fixtures/serving.ts";
import { ask } from "./http_probe.ts";

async function readiness({ port }: ServerProgram): Promise<string> {
  const { status, body } = await ask(port, undefined, { path: "/readyz" });
  return `${status} ${body}`;
}

const env = { ...inherited(), INIT_TAKES: "3600" };

/** Servers of one worker, how their only call is made to last, and who is told of: it is not known where connections are handed on. */
const servers = [
  { args: ["--workers", "1"], method: "block", who: "worker 1" },
  { args: ["--workers", "0"], method: "nap", who: "the server" },
  { args: ["--model", "processpool", "--workers", "1"], method: "block", who: undefined },
] as const;

test("calls that last are told of, others that wait make the server not ready, and no more go to a worker that is held up", async () => {
  // All at the same time: each takes as long as the log and readiness do.
  await Promise.all([...servers.map(lastingCall), heldUp()]);
});

async function lastingCall({ args, method, who }: (typeof servers)[number]): Promise<void> {
  await using server = await startWith(commandLine, [talkativeHandler, ...args], { env });
  const told = (pattern: RegExp) => until(() => pattern.test(server.stderr), String(pattern));
  assert.match(server.everythingSaid, /info waiting for init of \S*talkative\.ts( in worker 1)? \(3 s\)\n/);
  const clients = await Promise.all([server.connect(talkative), server.connect(talkative)]);
  const first = clients[0].call(method, 13_500);
  if (who === undefined) {
    await told(/worker 1 has not looked up from a call for 10 s; 2 connections are with it\n/);
    await first;
    await told(/worker 1 answers again after \d\d s\n/);
    assert.equal(await readiness(server), "200 ok\n");
    return;
  }
  await told(new RegExp(`${who} has been at ${method} of 127\\.0\\.0\\.1:\\d+ for 1[0-2] s; `));
  assert.equal(await readiness(server), "200 ok\n", "nobody waits");
  const second = clients[1].call("echo", 5);
  await until(async () => (await readiness(server)).startsWith("503 "), "it is not ready");
  assert.match(await readiness(server), /^503 all workers have been at their calls for more than 10 s /);
  await Promise.all([first, second]);
  assert.equal(await readiness(server), "200 ok\n");
  await told(/is done with \w+ of 127\.0\.0\.1:\d+ after \d+ s\n/);
}

/** A worker that is held up is handed no more connections while another is not. */
async function heldUp(): Promise<void> {
  await using serving = await serveProbe({ model: "processpool", workers: 2 });
  const blocked = await serving.connect();
  const first = blocked.call("block", 16_000);
  await new Promise((resolve) => setTimeout(resolve, 4500)); // until it was asked, and has had the time to answer
  let over = false;
  void first.then(() => {
    over = true;
  });
  for (let i = 0; i < 4; i++) assert.equal(await (await serving.connect()).call("echo", i), i);
  assert.equal(over, false);
  await first;
}

test("what lasts is told of at growing intervals", () => {
  const times = (first: number) => [0, 1, 2, 3, 4, 5].map((told) => nextTelling(first, told));
  assert.deepEqual(times(3), [3, 10, 30, 60, 120, 240]);
  assert.deepEqual(times(10), [10, 30, 60, 120, 240, 480]);
});
