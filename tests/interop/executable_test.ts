// dist/thriftserve alone: copied elsewhere, in an empty directory, with an empty environment.
import assert from "node:assert/strict";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connect } from "../../src/client/client.ts";
import { modelArguments, Program, root, type ServerProgram, startWith } from "../fixtures/command_line.ts";
import { allModels, probe, until } from "../fixtures/serving.ts";

const built = join(root, "dist/thriftserve");
const python = "/usr/bin/python3";
const withoutPython = existsSync(python) || process.env.CI ? false : "python3 is not installed";
const missing = existsSync(built) || process.env.CI ? false : "dist/thriftserve is not there: npm run build";

describe("the executable, alone", { skip: missing }, () => {
  let folder = "";
  let executable = "";
  let surroundings: { readonly env: NodeJS.ProcessEnv; readonly cwd: string };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "thriftserve-executable-"));
    executable = join(folder, "thriftserve");
    copyFileSync(built, executable);
    writeFileSync(join(folder, "several.ts"), "let x = 1;\nlet x = 2;\nconst y;\n");
    for (const name of ["probe.ts", "probe.thrift"]) {
      cpSync(join(root, "tests/fixtures", name), join(folder, "handlers", name));
    }
    for (const name of [
      "failing_init.ts",
      "lacking.ts",
      "wrong_idl.ts",
      "background.thrift",
      "wrong.thrift",
    ]) {
      cpSync(join(root, "tests/cli/handlers", name), join(folder, "handlers", name));
    }
    const cwd = join(folder, "empty");
    mkdirSync(cwd);
    surroundings = { env: {}, cwd };
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function run(...args: string[]) {
    const program = new Program([executable, ...args], surroundings);
    return await program.ended().finally(() => program.kill());
  }

  const handler = (name: string) => `../handlers/${name}`;

  test("an IDL and a handler are checked and listed, and a server is called", async () => {
    const idl = handler("probe.thrift");
    await using server = await startWith([executable], [handler("probe.ts"), "--workers", "0"], surroundings);
    const address = `127.0.0.1:${server.port}`;
    const answers = await Promise.all([
      run("check", idl),
      run("check", handler("probe.ts"), idl),
      run("check", handler("lacking.ts")),
      run("list", handler("probe.ts")),
      run("call", address, "Probe.echo", "number=42", "--idl", idl),
      run("call", address, "refuse", "why=never", "--idl", idl),
    ]);
    assert.deepEqual(
      answers.map(({ status, stderr }) => [status, stderr]),
      [0, 0, 1, 0, 0, 3].map((status) => [status, ""]),
    );
    const [, , lacking, listed, echoed, refused] = answers.map(({ stdout }) => stdout);
    assert.match(lacking!, /lacking\.ts: error: lacks methods of Background: /);
    assert.match(listed!, /^service Probe\n {2}Seen seen\(\)\n/);
    assert.equal(echoed, "42\n");
    assert.deepEqual(JSON.parse(refused!), { Refused: { why: "never" } });
  });

  for (const model of allModels) {
    test(`${model} serves, and ends with 0 on SIGTERM`, async () => {
      const args = [handler("probe.ts"), ...modelArguments(model)];
      await using server: ServerProgram = await startWith([executable], args, surroundings);
      const client = await server.connect(probe);
      assert.equal(await client.call("echo", 42), 42);
      client.close();
      await server.endInOrder("Probe", model);
    });
  }

  const name = `@thriftserve-executable-${process.pid}`;
  for (const { where, skip, command } of [
    {
      where: "a socket that it was started with",
      skip: withoutPython,
      command: () => [python, join(root, "tests/server/inherit.py"), name, executable],
    },
    { where: "an abstract name", skip: false, command: () => [executable, "--unix", name] },
  ]) {
    test(`serves on ${where}`, { skip }, async () => {
      const args = [handler("probe.ts"), "--model", "processpool", "--workers", "1"];
      const program = new Program([...command(), ...args], surroundings);
      try {
        await until(() => program.over !== undefined || program.stderr.includes("\n"), "it serves");
        assert.ok(program.stderr.startsWith(`thriftserve: Probe on ${name}`), program.stderr);
        const client = await connect(probe, { unix: name });
        assert.equal(await client.call("echo", 42), 42);
        client.close();
        program.signal("SIGTERM");
        assert.equal((await program.ended()).status, 0);
      } finally {
        program.kill();
      }
    });
  }

  test("is replaced by the file that is there now, on SIGUSR2", async () => {
    const link = join(folder, "current");
    const next = join(folder, "next");
    const pidFile = join(folder, "pid");
    copyFileSync(executable, next);
    symlinkSync(executable, link);
    const args = [handler("probe.ts"), "--model", "processpool", "--workers", "1", "--pid", pidFile];
    await using server = await startWith([link], args, surroundings);
    rmSync(link);
    symlinkSync(next, link);
    server.signal("SIGUSR2");
    await until(() => readFileSync(pidFile, "utf8") !== `${server.pid}\n`, "another has taken its place");
    const pid = Number(readFileSync(pidFile, "utf8"));
    assert.equal(readlinkSync(`/proc/${pid}/exe`), next);
    const client = await server.connect(probe);
    assert.equal(await client.call("echo", 42), 42);
    process.kill(pid, "SIGTERM");
    assert.equal((await server.ended()).status, 0);
    assert.equal(existsSync(pidFile), false);
  });

  test("serves on several addresses, and removes the files of its sockets", async () => {
    const socket = join(folder, "several.sock");
    const places = [
      "tcp://127.0.0.1:0",
      `unix:${socket}?mode=0600`,
      `unix:@thriftserve-several-${process.pid}`,
    ];
    const args = [handler("probe.ts"), "--model", "processpool", "--workers", "1"];
    const listen = places.flatMap((place) => ["--listen", place]);
    await using server = await startWith([executable], [...args, ...listen], surroundings);
    for (const address of [
      { port: server.port },
      { unix: socket },
      { unix: places[2]!.slice("unix:".length) },
    ]) {
      const client = await connect(probe, address);
      assert.equal(await client.call("echo", 42), 42);
      client.close();
    }
    server.signal("SIGTERM");
    assert.equal((await server.ended()).status, 0);
    assert.equal(existsSync(socket), false);
  });

  test("--help and --version", async () => {
    const help = await run("--help");
    assert.equal(help.status, 0);
    for (const model of allModels) assert.ok(help.stdout.includes(`  ${model} `), model);
    const version = await run("--version");
    assert.equal(version.status, 0);
    const { version: expected } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    assert.equal(version.stdout, `${expected}\n`);
  });

  for (const { args, status, says } of [
    { args: [handler("probe.ts"), "--model", "fork"], status: 2, says: /did you mean forking\?/ },
    {
      args: [handler("probe.ts"), "--port=0", "--backlog", "70000"],
      status: 2,
      says: /^thriftserve: --backlog is 70000; expected a whole number from 1 to 65535\n$/,
    },
    { args: ["nowhere.ts"], status: 2, says: /^thriftserve: no such file: nowhere\.ts\n$/ },
    {
      args: [handler("lacking.ts"), "--model", "processpool"],
      status: 2,
      says: /^thriftserve: \S+lacking\.ts lacks methods of Background: nap, throwLater, rejectLater\n$/,
    },
    {
      args: [handler("wrong_idl.ts"), "--model", "threadpool"],
      status: 2,
      says: /wrong\.thrift:2:[\s\S]*wrong\.thrift:3:3: .*Strin/,
    },
    {
      args: ["../several.ts", "--model", "threadpool"],
      status: 2,
      says: /^thriftserve: cannot import \S+several\.ts:\n\S+:2:5: .*\n {2}2 \| let x = 2;\n {4}\| {5}\^\n\S+:3:7: .*\n/,
    },
    {
      args: [handler("failing_init.ts"), "--model", "forking"],
      status: 1,
      says: /^thriftserve: init of \S+failing_init\.ts failed: Error: the model file is not there\n/,
    },
  ]) {
    test(`${args.join(" ")}: status ${status}`, async () => {
      const ended = await run(...args, "--port=0");
      assert.match(ended.stderr, says);
      assert.equal(ended.status, status);
    });
  }
});
