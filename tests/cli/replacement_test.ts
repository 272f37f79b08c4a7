// SIGUSR2 has another process take the server's place: its sockets go over to that, and no client is refused.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "../../src/client/client.ts";
import type { ConnectOptions } from "../../src/client/options.ts";
import { withoutOpenssl } from "../fixtures/certificates.ts";
import {
  commandLine,
  inherited,
  Program,
  probeHandler,
  root,
  type ServerProgram,
  startWith,
} from "../fixtures/command_line.ts";
import { probe, type Seen, until } from "../fixtures/serving.ts";
import { tlsFixture } from "../fixtures/tls.ts";

const python = "/usr/bin/python3";
const onLinux = process.platform === "linux" ? false : "only Linux tells how a program was started";
const withPython = existsSync(python) || process.env.CI ? onLinux : "python3 is not installed";
const fixture = tlsFixture();

/** The process that a file names. */
const pidIn = (path: string) => Number(readFileSync(path, "utf8"));

/** Sends the signal to the process of the file, and resolves when another is there and the first has ended. */
async function replaced(pidFile: string): Promise<number> {
  const before = pidIn(pidFile);
  process.kill(before, "SIGUSR2");
  await until(() => pidIn(pidFile) !== before, "another process has taken its place");
  return pidIn(pidFile);
}

function runs(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z /s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Connects and calls, again and again, until it is told to stop. @returns the number of calls. */
function callingAnew(options: ConnectOptions): () => Promise<number> {
  let goesOn = true;
  const calls = (async () => {
    for (let count = 0; ; count++) {
      if (!goesOn) return count;
      const client = await connect(probe, { connectTimeout: 0, ...options });
      assert.equal(await client.call("echo", count), count);
      client.close();
      await new Promise((resolve) => setTimeout(resolve, 5)); // the processors are for the servers that start
    }
  })();
  calls.catch(() => {}); // told to whoever stops it
  return async () => {
    goesOn = false;
    return await calls;
  };
}

test("a server is replaced again and again, and no call of clients that connect anew fails", {
  skip: onLinux || withoutOpenssl,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-replaced-"));
  const [pidFile, unix, admin] = ["pid", "socket", "admin"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const places = ["tcp://127.0.0.1:0?tls=off", "tcp://127.0.0.1:0", `unix:${unix}?mode=0600&tls=off`];
  const args = [
    ...["--model", "processpool", "--workers", "1", "--pid", pidFile, "--admin", `unix:${admin}`],
    ...fixture.securedArguments,
    ...places.flatMap((place) => ["--listen", place]),
  ];
  try {
    await using server = await startWith(commandLine, [probeHandler, ...args]);
    await until(() => server.stderr.includes(" with TLS"), "it has said where");
    const secure = Number(/:(\d+) with TLS/.exec(server.stderr)![1]);
    const clients = [
      callingAnew({ port: server.port }),
      callingAnew({ port: secure, ...fixture.trusting }),
      callingAnew({ unix }),
    ];
    const pids = [server.pid];
    for (let round = 0; round < 3; round++) pids.push(await replaced(pidFile));
    await until(() => pids.slice(0, -1).every((pid) => !runs(pid)), "the earlier ones have ended");
    for (const calls of await Promise.all(clients.map((stop) => stop()))) assert.ok(calls > 0);
    assert.equal(new Set(pids).size, 4);
    for (const file of [pidFile, unix, admin]) assert.ok(existsSync(file), `${file} is there`);
    const client = await connect(probe, { port: server.port });
    assert.equal(await client.call("echo", 4), 4);
    client.close();
    process.kill(pids.at(-1)!, "SIGTERM");
    const { stderr } = await server.ended();
    for (const file of [pidFile, unix, admin]) assert.equal(existsSync(file), false, `${file} is gone`);
    assert.equal(stderr.match(/ serves in place of this one, /g)?.length, 3, stderr);
    assert.doesNotMatch(stderr, / error | warn /);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a server whose successor does not start serves on, and says so; the next one may", {
  skip: onLinux,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-unreplaced-"));
  try {
    for (const name of ["probe.ts", "probe.thrift"]) {
      cpSync(join(root, "tests/fixtures", name), join(folder, name));
    }
    const handler = join(folder, "probe.ts");
    const pidFile = join(folder, "pid");
    await using server = await startWith(commandLine, [handler, "--workers", "0", "--pid", pidFile]);
    const good = readFileSync(handler);
    writeFileSync(handler, "export default { lacks: everything };\n");
    server.signal("SIGUSR2");
    const line =
      / error this server is not replaced, and serves on: it ended with status 2 before it served\n/;
    await until(() => line.test(server.stderr), "it says so");
    assert.match(server.stderr, /^thriftserve: .*probe\.ts/m, "the other has said why");
    assert.equal(await processOf(server), server.pid);
    writeFileSync(handler, good);
    const next = await replaced(pidFile);
    await until(() => !runs(server.pid), "the earlier one has ended");
    assert.equal(await processOf(server), next);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a server that a service manager has given its socket hands it on", { skip: withPython }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-passed-on-"));
  const pidFile = join(folder, "pid");
  const command = [...commandLine, probeHandler, "--workers", "0", "--pid", pidFile];
  const program = new Program([python, join(root, "tests/server/inherit.py"), "tcp", ...command], {
    env: inherited(),
  });
  try {
    const where = /127\.0\.0\.1:(\d+) \(descriptor 3\)/;
    await until(() => program.over !== undefined || where.test(program.stderr), "it serves");
    const [, port] = where.exec(program.stderr) ?? assert.fail(program.stderr);
    for (let round = 0; round < 2; round++) {
      const pid = await replaced(pidFile);
      assert.equal(await processOf({ port: Number(port) }), pid);
    }
    process.kill(pidIn(pidFile), "SIGTERM");
    await program.ended();
  } finally {
    program.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The process that runs a call. */
async function processOf({ port }: Pick<ServerProgram, "port">): Promise<number> {
  const client = await connect(probe, { port });
  try {
    return ((await client.call("seen")) as Seen).process;
  } finally {
    client.close();
  }
}
