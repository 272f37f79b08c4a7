// A service manager is told how the server is, by sd_notify's protocol; workers are not the service.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  commandLine,
  inherited,
  Program,
  probeHandler,
  root,
  type ServerProgram,
  startWith,
} from "../fixtures/command_line.ts";
import { until } from "../fixtures/serving.ts";

const python = "/usr/bin/python3";
const isNode = !("bun" in process.versions || "deno" in process.versions);
const needed = isNode ? [python, "/usr/bin/systemd-notify"] : [python];
const missing = process.env.CI ? undefined : needed.find((path) => !existsSync(path));
const skip = process.platform !== "linux" ? "only Linux has it" : missing && `${missing} is not installed`;

/** A message, and the time when it came, in microseconds. */
type Told = readonly [at: number, text: string];

/** Runs a server that is started by a service manager, and what this is told. */
async function managed(
  address: string,
  args: readonly string[],
  run: (server: ServerProgram, told: () => Told[]) => Promise<void>,
): Promise<void> {
  const manager = new Program([python, join(root, "tests/cli/notify_socket.py"), address]);
  const told = () =>
    manager.stdout
      .split("\n")
      .slice(1, -1) // the first says that it listens, the last is not whole
      .map((line) => JSON.parse(line) as Told)
      .filter(([, text]) => text !== "BARRIER=1"); // systemd-notify's own
  try {
    await until(() => manager.stdout.includes("listens"), "the manager listens");
    const env = { ...inherited(), NOTIFY_SOCKET: address, WATCHDOG_USEC: "400000" };
    await using server = await startWith(commandLine, [probeHandler, ...args], { env });
    await run(server, told);
  } finally {
    manager.kill();
  }
}

/** The messages but those that only say that it lives. */
const states = (told: readonly Told[]) => told.filter(([, text]) => text !== "WATCHDOG=1");

test("a service manager is told of the start, of reloads and of the end, and that the server lives", {
  skip,
}, async () => {
  const args = ["--model", "processpool", "--workers", "1"];
  await managed(`@thriftserve-notify-${process.pid}`, args, async (server, told) => {
    await until(() => told().filter(([, text]) => text === "WATCHDOG=1").length > 1, "it lives");
    const serves = `READY=1\nSTATUS=serves Probe on 127.0.0.1:${server.port}, processpool, 1 worker`;
    assert.deepEqual(
      states(told()).map(([, text]) => text),
      [`STATUS=starts: imports ${probeHandler}`, serves],
    );
    // A runtime without datagrams has them sent by a child that lives for a moment and knows the socket.
    const knows = ({ pid }: { readonly pid: number }) =>
      /NOTIFY_SOCKET|WATCHDOG/.test(readFileSync(`/proc/${pid}/environ`, "utf8"));
    await until(() => {
      const children = server.children();
      try {
        return children.length > 0 && !children.some(knows);
      } catch {
        return false; // one has ended meanwhile
      }
    }, "no worker knows of the manager");
    server.signal("SIGHUP");
    await until(() => states(told()).length >= 4, "it has reloaded");
    const [, ready, reloading, again] = states(told());
    const [, clock] = /^RELOADING=1\nMONOTONIC_USEC=(\d+)\nSTATUS=reads .+$/.exec(reloading![1]) ?? [];
    assert.ok(clock !== undefined, reloading![1]);
    assert.ok(ready![0] < Number(clock) && Number(clock) <= reloading![0], `${clock}, ${told()}`);
    assert.equal(again![1], serves);
    server.signal("SIGTERM");
    await server.ended();
    await until(() => states(told()).length >= 5, "the end is told");
    assert.match(states(told())[4]![1], /^STOPPING=1\nSTATUS=ends: .+$/);
  });
});

test("a service manager is told which process has taken the server's place", { skip }, async () => {
  await managed(`@thriftserve-replaced-${process.pid}`, ["--workers", "0"], async (server, told) => {
    const texts = () => states(told()).map(([, text]) => text);
    server.signal("SIGUSR2");
    await until(() => texts().filter((text) => text.startsWith("READY=1\n")).length > 1, "the other serves");
    const [, first, main, second] = texts();
    assert.match(main!, /^MAINPID=\d+$/);
    assert.equal(second, first);
    const pid = Number(main!.slice("MAINPID=".length));
    const seen = told().length;
    await until(
      () =>
        told()
          .slice(seen)
          .filter(([, text]) => text === "WATCHDOG=1").length > 1,
      "it lives",
    );
    process.kill(pid, "SIGTERM");
    await server.ended();
    assert.deepEqual(
      texts().map((text) => text.split("\n")[0]!.replace(/(?<=STATUS=).*/, "...")),
      ["STATUS=...", "READY=1", `MAINPID=${pid}`, "READY=1", "STOPPING=1"],
    );
  });
});

test("a service manager's socket may be a file", { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-notify-"));
  try {
    await managed(join(folder, "notify"), ["--workers", "0"], async (_, told) => {
      await until(() => told().some(([, text]) => text.startsWith("READY=1\n")), "it is ready");
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a service manager that cannot be told is told of in the log", async () => {
  const env = { ...inherited(), NOTIFY_SOCKET: "vsock:2:1" };
  await using server = await startWith(commandLine, [probeHandler, "--workers", "0"], { env });
  const line = /warn\S* the service manager at NOTIFY_SOCKET=vsock:2:1 is told nothing: it is neither .+\n/;
  await until(() => line.test(server.stderr), "the log says so");
});
