// Accepting that fails for want of the system's memory: a pause and a line in the log, and neither an end nor a busy loop.
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { probeHandler, start } from "../fixtures/command_line.ts";
import { probe, until } from "../fixtures/serving.ts";

const strace = "/usr/bin/strace";

test("connections wait while accepting fails, which is told and takes no processor, and are served afterwards", {
  skip: withoutTracing(),
}, async () => {
  await using server = await start(probeHandler, "--workers", "0");
  const before = await server.connect(probe);
  assert.equal(await before.call("echo", 1), 1);
  const calls = join(server.folder, "calls");
  const inject = ["-e", "trace=accept4", "-e", "inject=accept4:error=ENOBUFS"];
  const tracing = spawn(strace, ["-f", "-p", String(server.pid), "-o", calls, ...inject], {
    stdio: "ignore",
  });
  const ended = endOf(tracing);
  const waiting = connect(server.port, "127.0.0.1");
  waiting.on("error", () => {});
  const attempts = () => (existsSync(calls) ? readFileSync(calls, "latin1").split("INJECTED").length - 1 : 0);
  try {
    // It takes strace a moment to be there, and a client that comes before is accepted: another one comes.
    const clients = [waiting];
    const isTried = async () => {
      if (attempts() > 0 || tracing.exitCode !== null) return true;
      const client = connect(server.port, "127.0.0.1").on("error", () => {});
      clients.push(client);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return false;
    };
    await until(isTried, "accepting fails");
    assert.equal(tracing.exitCode, null, "strace is there");
    await until(() => / error cannot accept connections: /.test(server.stderr), "the log says so");
    const [told, since] = [attempts(), performance.now()];
    assert.equal(await before.call("echo", 2), 2, "who is there already is served");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const perSecond = ((attempts() - told) * 1000) / (performance.now() - since);
    assert.ok(perSecond < 2000, `it is tried ${perSecond} times a second`);
    tracing.kill("SIGTERM");
    await ended;
    const client = await server.connect(probe);
    assert.equal(await client.call("echo", 3), 3);
    for (const one of clients) one.destroy();
    server.signal("SIGTERM");
    assert.equal((await server.ended()).status, 0);
  } finally {
    tracing.kill("SIGKILL");
    waiting.destroy();
  }
});

/** It takes the program, and a machine that permits it: by root, or by anybody of his own processes. */
function withoutTracing(): string | false {
  if (!existsSync(strace)) return process.env.CI ? false : "strace is not installed";
  const target = spawn("/bin/sleep", ["5"], { stdio: "ignore" });
  const { status } = spawnSync("/usr/bin/timeout", [
    "-s",
    "INT",
    "0.3",
    strace,
    "-o",
    "/dev/null",
    "-p",
    String(target.pid),
  ]);
  target.kill();
  return status === 124 ? false : "this machine does not let strace attach to a process";
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on("exit", () => resolve());
    child.on("error", () => resolve());
  });
}
