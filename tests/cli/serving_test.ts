// The command line while it serves: its announcements, and where it listens.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "../../src/client/client.ts";
import { loadRuntime, runtime } from "../../src/runtime/current.ts";
import { commandLine, leanArguments, Program, probeHandler, run, start } from "../fixtures/command_line.ts";
import { probe, until } from "../fixtures/serving.ts";

await loadRuntime();
const on = `(${runtime.name} ${runtime.version})`;

const announcements = [
  { args: ["--model", "simple"], how: "model simple, calls run on its event loop" },
  { args: ["--model", "threaded", "--spares", "1"], how: "model threaded, 1 worker thread" },
  { args: ["--model", "threadpool", "--workers", "3"], how: "model threadpool, 3 worker threads" },
  { args: ["--workers", "0"], how: "model nonblocking, calls run on its event loop" },
  { args: ["--workers", "1"], host: "::1", how: "model nonblocking, 1 worker thread" },
  { args: ["--model", "forking", "--spares", "2"], how: "model forking, 2 worker processes" },
  { args: ["--model", "processpool", "--workers", "1"], how: "model processpool, 1 worker process" },
];

for (const { args, host = "127.0.0.1", how } of announcements) {
  test(`${args.join(" ")}: one line tells what listens where, under which model, with how many workers, and a file its port`, async () => {
    // No more than any machine has open files for, of which the log would tell.
    await using server = await start(probeHandler, "--max-connections", "16", "--host", host, ...args);
    const client = await server.connect(probe, host);
    assert.equal(await client.call("echo", 3), 3);
    await until(() => server.stderr.includes("\n"), "the line was read");
    const at = host.includes(":") ? `[${host}]` : host;
    assert.equal(server.stderr, `thriftserve: Probe on ${at}:${server.port}, ${how} ${on}\n`);
    assert.deepEqual(readdirSync(server.folder), ["port"], "nothing unfinished is left beside it");
    server.signal("SIGTERM");
    assert.equal((await server.ended()).status, 0);
    assert.deepEqual(readdirSync(server.folder), []);
  });
}

test("the line names all services that are multiplexed", async () => {
  await using server = await start("tests/server/multiplexed.ts", "--workers", "1");
  await until(() => server.stderr.includes("\n"), "the line was read");
  const listens = `Calculator, Notes, Old on 127.0.0.1:${server.port}`;
  assert.equal(server.stderr, `thriftserve: ${listens}, model nonblocking, 1 worker thread ${on}\n`);
});

for (const kind of [
  ["--workers", "0"],
  ["--workers", "3"],
  ["--model", "processpool", "--workers", "2"],
]) {
  test(`${kind.join(" ")}: what is doubtful in the IDL is told once, before the server accepts`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "thriftserve-doubtful-"));
    writeFileSync(join(folder, "x.thrift"), "service One { void f(1: optional i32 a, i32 b) }\n");
    writeFileSync(
      join(folder, "handler.ts"),
      'export const service = "./x.thrift";\nexport default { f() {} };\n',
    );
    try {
      await using server = await start(join(folder, "handler.ts"), ...kind);
      await until(() => server.stderr.includes("thriftserve: One on"), "it serves");
      const told = server.stderr.split("\n").filter((line) => line.includes("x.thrift:"));
      assert.equal(told.length, 2, server.stderr);
      assert.ok(told[0]!.includes("x.thrift:1:38: optional is ignored for an argument"), told[0]);
      assert.ok(told[1]!.includes("x.thrift:1:45: b has no id and gets -1"), told[1]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

for (const kind of [["--workers", "0"], leanArguments("threadpool"), leanArguments("forking")]) {
  test(`${kind.join(" ")} serves on a Unix socket, whose file is gone when it has ended`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "thriftserve-unix-"));
    const path = join(folder, "socket");
    const server = new Program([...commandLine, probeHandler, ...kind, "--unix", path]);
    try {
      await until(() => server.over !== undefined || server.stderr.includes("\n"), "the server accepts");
      assert.ok(server.stderr.startsWith(`thriftserve: Probe on ${path}, `), server.stderr);
      const clients = await Promise.all([1, 2].map(() => connect(probe, { unix: path })));
      assert.deepEqual(await Promise.all(clients.map((client, index) => client.call("echo", index))), [0, 1]);
      // Another server is not let in, and harms nobody. It is told before it starts workers, as a port in use is.
      const other = new Program([...commandLine, probeHandler, "--workers", "0", "--unix", path]);
      const { status, stderr } = await other.ended().finally(() => other.kill());
      assert.equal(stderr, `thriftserve: cannot listen on ${path}: another program listens there\n`);
      assert.equal(status, 1);
      assert.equal(await clients[0]!.call("echo", 5), 5);
      for (const client of clients) client.close();
      server.signal("SIGTERM");
      assert.equal((await server.ended()).status, 0);
      assert.equal(existsSync(path), false);
    } finally {
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

test("a Unix socket's file that a killed server left behind is no hindrance", async () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-unix-"));
  const path = join(folder, "socket");
  const programs: Program[] = [];
  try {
    for (let round = 0; round < 2; round++) {
      const server = new Program([...commandLine, probeHandler, "--workers", "0", "--unix", path]);
      programs.push(server);
      await until(() => server.over !== undefined || server.stderr.includes("\n"), "the server accepts");
      assert.ok(server.stderr.startsWith(`thriftserve: Probe on ${path}, `), server.stderr);
      server.signal("SIGKILL");
      await server.ended();
      assert.equal(existsSync(path), true);
    }
  } finally {
    for (const program of programs) program.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("another file than a socket stays where it is", async () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-unix-"));
  const path = join(folder, "precious");
  try {
    writeFileSync(path, "do not delete");
    const { status, stderr } = await run(probeHandler, "--workers", "0", "--unix", path);
    assert.equal(stderr, `thriftserve: cannot listen on ${path}: there is a file that is no socket\n`);
    assert.equal(status, 1);
    assert.equal(readFileSync(path, "utf8"), "do not delete");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const withoutSs = hasSs() || process.env.CI ? false : "ss of iproute2 is not installed";

for (const { kind, backlog } of [
  { kind: ["--workers", "0"], backlog: 77 },
  { kind: leanArguments("threadpool"), backlog: 78 },
  { kind: leanArguments("processpool"), backlog: 79 },
  { kind: ["--workers", "0"], backlog: 128 },
]) {
  test(`${kind.join(" ")}: a backlog of ${backlog} is handed to listen`, { skip: withoutSs }, async () => {
    const told = backlog === 128 ? [] : ["--backlog", String(backlog)];
    await using server = await start(probeHandler, ...kind, ...told);
    const [line = ""] = execFileSync("ss", ["-Hltn", `sport = :${server.port}`], { encoding: "utf8" }).split(
      "\n",
    );
    const [state, , limit] = line.trim().split(/\s+/);
    assert.equal(state, "LISTEN", line);
    assert.equal(Number(limit), backlog);
  });
}

function hasSs(): boolean {
  try {
    execFileSync("ss", ["-V"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test("what is refused is told once for each kind, however often it happens, and the rest when the server ends", async () => {
  await using server = await start(
    probeHandler,
    "--model",
    "processpool",
    "--workers",
    "2",
    "--max-connections",
    "4",
    "--max-string-size",
    "10",
  );
  const clients = await Promise.all(Array.from({ length: 4 }, () => server.connect(probe)));
  for (const client of clients) assert.equal(await client.call("echo", 1), 1);
  for (let i = 0; i < 30; i++) {
    const refused = await server.connect(probe);
    await assert.rejects(refused.call("echo", 1));
  }
  for (let i = 0; i < 30; i++) {
    await assert.rejects(clients[i % 4]!.call("text", "a".repeat(11)), { name: "ApplicationError" });
  }
  server.signal("SIGTERM");
  await server.ended();
  const lines = server.stderr.split("\n").filter((line) => line.includes("warning"));
  assert.equal(lines.length, 4, server.stderr);
  assert.match(lines[0]!, /closed the connection from 127\.0\.0\.1:\d+: 4 connections are open$/);
  assert.match(lines[1]!, /refused a call of 127\.0\.0\.1:\d+: a string of 11 bytes; the limit is 10$/);
  const rest = lines.slice(2).sort();
  assert.match(rest[0]!, /4 connections are open \(and 28 times more, maxConnections\)$/);
  assert.match(rest[1]!, /the limit is 10 \(and 28 times more, tooLarge\)$/);
});
