// SIGTERM and SIGINT end a server in good order, and no signal leaves a process behind.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Client } from "../../src/client/client.ts";
import type { ModelName } from "../../src/server/models.ts";
import {
  allGone,
  backgroundHandler,
  commandLine,
  inherited,
  leanArguments,
  modelArguments,
  probeHandler,
  root,
  type ServerProgram,
  start,
  startWith,
} from "../fixtures/command_line.ts";
import { leftOf } from "../fixtures/processes.ts";
import { allModels, probe, until } from "../fixtures/serving.ts";

interface Way {
  readonly model: ModelName;
  readonly signal: NodeJS.Signals;
  /** Whether a terminal or a service manager sends it: to the server and its workers alike. */
  readonly toAll?: boolean;
}

const ways: readonly Way[] = [
  ...allModels.map((model) => ({ model, signal: "SIGTERM" }) as const),
  { model: "simple", signal: "SIGINT" },
  { model: "nonblocking", signal: "SIGINT", toAll: true },
  { model: "forking", signal: "SIGINT", toAll: true },
  { model: "processpool", signal: "SIGINT", toAll: true },
  { model: "processpool", signal: "SIGTERM", toAll: true },
];

for (const { model, signal, toAll } of ways) {
  test(`${model}: ${signal}${toAll ? " to the whole group" : ""} finishes the call at work, then ends with 0`, async () => {
    const workers = toAll ? modelArguments(model) : leanArguments(model);
    await using server = await start(backgroundHandler, ...workers);
    // Connections without a call at work do not hold the exit up: one that has called before, one that never has.
    if (model !== "simple") {
      const idle = await server.connect();
      assert.equal(await idle.call("echo", 1), 1);
      await server.connect();
    }
    const { answer } = await napping(server, 250);
    const tree = server.tree();
    if (toAll) server.signalGroup(signal);
    else server.signal(signal);
    assert.equal(await answer, 250);
    const { status, stderr } = await server.ended();
    assert.equal(status, 0, stderr);
    // A system with few descriptors is warned of, and a worker that was being started has ended by the group's signal.
    const mayBe = /warning ulimit -n is|a worker could not be started: .*: signal SIG(INT|TERM)$/;
    const lines = stderr.trim().split("\n");
    assert.equal(lines.filter((line) => !mayBe.test(line)).length, 1, stderr);
    await allGone(tree);
    assert.equal(existsSync(join(server.folder, "port")), false);
  });
}

for (const [model, first, second] of [
  ["simple", "SIGINT", "SIGTERM"],
  ["threadpool", "SIGINT", "SIGTERM"],
  ["processpool", "SIGTERM", "SIGTERM"],
] as const) {
  test(`${model}: ${second} after ${first} ends it at once, with 1`, async () => {
    await using server = await start(backgroundHandler, ...leanArguments(model));
    const { answer } = await napping(server, 60_000);
    const tree = server.tree();
    server.signal(first);
    await refusesConnections(server);
    assert.equal(server.over, undefined, "it waits for the call at work");
    await new Promise((resolve) => setTimeout(resolve, 150)); // at once it would be the same signal
    server.signal(second);
    assert.equal((await server.ended()).status, 1);
    assert.match(String(await answer.catch((error: Error) => error.name)), /ConnectionClosedError/);
    await allGone(tree);
  });
}

test("a signal that comes before the handler is imported on the event loop is not lost", () => {
  const [command, ...args] = [...commandLine.slice(0, -1), "tests/cli/early_signal.ts"];
  const { status, stdout, stderr } = spawnSync(command!, args, {
    cwd: root,
    encoding: "utf8",
    timeout: 20_000,
  });
  assert.equal(stdout, "");
  assert.equal(stderr, "thriftserve: stopped by SIGTERM before it served\n");
  assert.equal(status, 0);
});

test("a signal that comes twice at once, as timeout(1) sends it, lets calls at work end", async () => {
  await using server = await start(backgroundHandler, ...leanArguments("threadpool"));
  const { answer } = await napping(server, 500);
  server.signal("SIGTERM");
  server.signal("SIGTERM");
  await answer;
  assert.equal((await server.ended()).status, 0);
});

for (const model of ["simple", "threadpool", "processpool"] as const) {
  test(`${model}: calls that take longer than --shutdown-timeout are dropped`, async () => {
    await using server = await start(backgroundHandler, ...leanArguments(model), "--shutdown-timeout", "0.2");
    const { answer } = await napping(server, 60_000);
    const tree = server.tree();
    server.signal("SIGTERM");
    assert.match(String(await answer.catch((error: Error) => error.name)), /ConnectionClosedError/);
    const { status, stderr } = await server.ended();
    assert.equal(status, 0);
    assert.match(stderr, /calls were still at work after 0\.2 s: they are dropped/);
    await allGone(tree);
  });
}

for (const model of ["threadpool", "processpool"] as const) {
  test(`${model}: a call that holds its worker is dropped at --shutdown-timeout as well`, async () => {
    await using server = await start(probeHandler, ...leanArguments(model), "--shutdown-timeout", "0.2");
    const client = await server.connect(probe);
    assert.equal(await client.call("echo", 1), 1);
    const answer = client.call("block", 60_000);
    answer.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    const tree = server.tree();
    server.signal("SIGTERM");
    await assert.rejects(answer, { name: "ConnectionClosedError" });
    const { status, stderr } = await server.ended();
    assert.equal(status, 0, stderr);
    assert.match(stderr, /calls were still at work after 0\.2 s: they are dropped/);
    await allGone(tree);
  });
}

for (const model of ["simple", "threadpool", "processpool"] as const) {
  test(`${model}: signals that mean nothing are a line in the log, whatever a handler does to listeners`, async () => {
    const hooks = { HOOKED_INIT: "remove listeners" };
    await using server = await startWith(
      commandLine,
      ["tests/cli/handlers/hooked.ts", ...leanArguments(model)],
      { env: { ...inherited(), ...hooks } },
    );
    const { client, answer } = await napping(server, 500);
    const tree = server.tree();
    for (const signal of ["SIGQUIT", "SIGUSR1"] as const) {
      server.signalGroup(signal);
      // One runtime lets the system itself ignore the signal that its debugger listens for.
      if (signal === "SIGUSR1" && "deno" in process.versions) continue;
      await until(
        () => server.stderr.includes(`info ${signal} means nothing to this server`),
        `the log tells of ${signal}`,
      );
    }
    assert.equal(await answer, 500);
    assert.equal(await client.call("echo", 1), 1);
    assert.equal(leftOf(tree).length, tree.length);
    assert.doesNotMatch(server.stderr, /Debugger|ended/);
    server.signal("SIGTERM");
    assert.equal((await server.ended()).status, 0);
    await allGone(tree);
  });
}

test("SIGHUP reads the handler anew, SIGTTIN starts a worker and SIGTTOU ends one, sent to the group too", async () => {
  const soon = ["--shutdown-timeout", "2"]; // a connection stays so long with an earlier worker
  await using server = await start(backgroundHandler, ...modelArguments("processpool"), ...soon);
  const { answer } = await napping(server, 500);
  const first = server.children();
  server.signalGroup("SIGTTIN");
  await until(() => server.stderr.includes("info there are 3 workers now, after 2"), "there are three");
  server.signalGroup("SIGHUP");
  await until(() => server.stderr.includes(`info reloaded ${backgroundHandler}`), "it is reloaded");
  server.signalGroup("SIGTTOU");
  await until(() => server.stderr.includes("info there are 2 workers now, after 3"), "there are two");
  assert.equal(await answer, 500, "a call at work is finished where it began");
  const isFirst = (pid: number) => first.some((process) => process.pid === pid);
  await until(() => server.children().length === 2, "the others are gone");
  assert.ok(server.children().every(({ pid }) => !isFirst(pid)));
  server.signal("SIGTERM");
  assert.equal((await server.ended()).status, 0);
});

for (const model of ["forking", "processpool"] as const) {
  test(`${model}: no process is left when the server is killed, at work or idle`, async () => {
    // One more worker than there are connections.
    const workers = model === "forking" ? ["--spares", "1"] : ["--workers", "4"];
    await using server = await start(backgroundHandler, "--model", model, ...workers);
    const client = await server.connect();
    assert.equal(await client.call("echo", 1), 1);
    await napping(server, 60_000);
    await napping(server, 60_000);
    await until(() => server.children().length === 4, "three have connections, and one has none");
    const tree = server.tree();
    server.signal("SIGKILL");
    assert.equal((await server.ended()).signal, "SIGKILL");
    await allGone(tree);
  });
}

/** Calls nap and resolves when it has begun. Its answer is still to come. */
async function napping(
  server: ServerProgram,
  milliseconds: number,
): Promise<{ client: Client; answer: Promise<unknown> }> {
  const client = await server.connect();
  const begun = join(server.folder, `begun-${Math.random()}`);
  const answer = client.call("nap", milliseconds, begun);
  answer.catch(() => {}); // the test says what is to become of it
  await until(() => existsSync(begun), "the nap has begun");
  return { client, answer };
}

async function refusesConnections(server: ServerProgram): Promise<void> {
  await until(
    () =>
      server.connect().then(
        () => false,
        () => true,
      ),
    "the server accepts no more",
  );
}
