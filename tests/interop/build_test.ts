// An executable that was built of a handler serves alone: in an empty directory, without an environment, under every model.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import { type Ended, modelArguments, Program, root, startWith } from "../fixtures/command_line.ts";
import { type Host, hosts } from "../fixtures/hosts.ts";
import { allModels } from "../fixtures/serving.ts";
import { missingPeers, python } from "./peers.ts";

const run = promisify(execFile);
const thriftserve = join(root, "dist/thriftserve");
const missing =
  existsSync(thriftserve) || process.env.CI ? false : "dist/thriftserve is not there: npm run build";

/** A project: every kind of module in it takes part in each answer. */
const project: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "reckoner", "version": "4.5.6", "type": "module" }',
  "src/handler.ts": `
    import type { CallContext } from "thriftserve";
    import { readFileSync } from "node:fs";
    import { Worker } from "node:worker_threads";
    import { createRequire } from "node:module";
    import modern from "modern";
    import older from "older";
    import zero from "./zero.json" with { type: "json" };
    import { calculate } from "./calculate.ts";

    const require = createRequire(import.meta.url);
    const { nothing } = require("./nothing.cjs");

    export const service = "../idl/reckoner.thrift";
    const words = await Promise.resolve(readFileSync(new URL("../data/words.txt", import.meta.url), "utf8"));

    export default {
      ping() {},
      add: async (a: number, b: number) => (await import("./later.ts")).later(modern(a, b), zero.value + nothing),
      calculate: (_: number, work: { num1: number; num2: number; op: number }, call: CallContext) =>
        calculate(work, () => new call.exceptions.InvalidOperation!({ whatOp: work.op, why: words.trim() })),
      history: (logid: number) =>
        new Promise((resolve, reject) => {
          const thread = new Worker(new URL("./thread.ts", import.meta.url), { workerData: logid });
          thread.on("message", (comment) => resolve([{ num1: 0, num2: 0, op: 1, comment }])).on("error", reject);
        }),
      forget: () => older.forget(),
    };`,
  "src/calculate.ts": `
    export function calculate({ num1, num2, op }: { num1: number; num2: number; op: number }, error: () => Error) {
      if (op !== 4 || num2 === 0) throw error();
      return num1 / num2;
    }`,
  "src/later.ts": "export const later = (a: number, b: number): number => a + b;",
  "src/nothing.cjs": 'exports.nothing = require("./zero.json").value;',
  "src/zero.json": '{ "value": 0 }',
  "src/thread.ts": `
    import { parentPort, workerData } from "node:worker_threads";
    import older from "older";
    parentPort!.postMessage(older.told(workerData as number));`,
  "data/words.txt": "cannot divide by 0\n",
  "idl/reckoner.thrift":
    'include "parts/calculator.thrift"\nservice Reckoner extends calculator.Calculator {}',
  "node_modules/modern/package.json": '{ "name": "modern", "type": "module", "exports": "./main.js" }',
  "node_modules/modern/main.js": "export default (a, b) => a + b;",
  "node_modules/older/package.json": '{ "name": "older", "main": "lib/main.js" }',
  "node_modules/older/lib/main.js": `
    "use strict";
    const { readFileSync } = require("fs");
    const text = readFileSync(require("path").join(__dirname, "told.txt"), "utf8").trim();
    exports.told = (number) => text + " " + number;
    exports.forget = () => {};`,
  "node_modules/older/lib/told.txt": "a thread says\n",
};

const calculator = resolveService(loadIdl(join(root, "examples/calculator/calculator.thrift")));

const answers = `add(1, 2) = 3
calculate(7 / 2) = 3.5
calculate(7 / 0) throws InvalidOperation because it cannot divide by 0
`;

describe("an executable that was built of a handler", { skip: missing }, () => {
  let folder = "";
  let built = "";
  let alone: { readonly env: NodeJS.ProcessEnv; readonly cwd: string };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "thriftserve-build-"));
    const home = join(folder, "project");
    for (const [name, text] of Object.entries(project)) {
      mkdirSync(dirname(join(home, name)), { recursive: true });
      writeFileSync(join(home, name), text);
    }
    cpSync(join(root, "examples/calculator/calculator.thrift"), join(home, "idl/parts/calculator.thrift"));
    copyFileSync(thriftserve, join(folder, "thriftserve"));
    const args = ["build", "src/handler.ts", "-o", "../out/reckon", "--workers", "1", "--port", "9099"];
    const made = await ended([join(folder, "thriftserve"), ...args], { env: {}, cwd: home });
    assert.equal(made.status, 0, made.stderr);
    assert.match(
      made.stdout,
      /^\.\.\/out\/reckon: \d+ MB, with \d+ modules, and data\/words\.txt, idl\/parts\/calculator\.thrift, idl\/reckoner\.thrift, node_modules\/older\/lib\/told\.txt\n$/,
    );
    assert.equal(made.stderr, "");
    assert.deepEqual(readdirSync(join(folder, "out")), ["reckon"]);
    built = join(folder, "alone/reckon");
    mkdirSync(join(folder, "alone/empty"), { recursive: true });
    copyFileSync(join(folder, "out/reckon"), built);
    rmSync(home, { recursive: true });
    alone = { env: {}, cwd: join(folder, "alone/empty") };
    if (missingPeers !== undefined) return;
    await run("thrift", ["--gen", "py", join(root, "examples/calculator/calculator.thrift")], {
      cwd: folder,
    });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const model of allModels) {
    test(`serves ${model} to Apache's Python client, and to ours`, async () => {
      await using server = await startWith([built], modelArguments(model), alone);
      if (missingPeers === undefined) {
        const script = join(root, "examples/calculator/call.py");
        const { stdout } = await run(python, [script, String(server.port)], { cwd: folder });
        assert.equal(stdout, answers);
      }
      const { stdout } = await run(process.execPath, ["examples/calculator/call.ts", String(server.port)], {
        cwd: root,
      });
      assert.equal(stdout, answers);
      const client = await server.connect(calculator);
      assert.equal(
        ((await client.call("history", 7)) as { comment: string }[])[0]!.comment,
        "a thread says 7",
      );
      client.close();
      await server.endInOrder("Reckoner", model);
    });
  }

  test("cannot be watched, as what is inside does not change", async () => {
    const { status, stderr } = await ended([built], { ...alone, env: { THRIFTSERVE_WATCH: "true" } });
    assert.equal(status, 2);
    assert.match(
      stderr,
      /THRIFTSERVE_WATCH cannot be: handler\.ts cannot change while it is served, as it is part of this program/,
    );
  });

  test("has a help, a version and defaults of its own", async () => {
    const help = await ended([built, "--help"], { ...alone, env: { COLUMNS: "300" } });
    assert.match(help.stdout, /^Usage: reckon \[options\]\n\nServes Reckoner /);
    assert.match(help.stdout, /--port <number> .*\(default: 9099, built in\)/);
    assert.doesNotMatch(help.stdout, /--idl\b|--watch|handler\.ts|HANDLER/);
    const version = await ended([built, "--version"], alone);
    assert.match(version.stdout, /^reckon 4\.5\.6 \(thriftserve \d+\.\d+\.\d+\)\n$/);
    const shown = await ended([built, "--show-config", "--workers", "3"], alone);
    assert.match(shown.stdout, /^ {2}port +9099 +built in\n/m);
    assert.match(shown.stdout, /^ {2}workers +3 +command line\n/m);
    const mistaken = await ended([built, "--prt", "1"], alone);
    assert.deepEqual(
      [mistaken.status, mistaken.stderr],
      [2, "thriftserve: there is no option --prt; did you mean --port? See reckon --help\n"],
    );
  });
});

for (const { name, command } of hosts.filter((host): host is Host => host.name !== "executable")) {
  test(`${name} builds too`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "thriftserve-build-"));
    try {
      const built = join(folder, "calculator");
      const args = ["build", "examples/calculator/handler.ts", "-o", built, "--workers", "0"];
      const made = await ended([...command, ...args], { cwd: root });
      assert.equal(made.status, 0, made.stderr);
      await using server = await startWith([built], [], { env: {}, cwd: folder });
      const { stdout } = await run(process.execPath, ["examples/calculator/call.ts", String(server.port)], {
        cwd: root,
      });
      assert.equal(stdout, answers);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

describe("a handler that is built", { skip: missing }, () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "thriftserve-build-"));
    cpSync(join(root, "examples/calculator/calculator.thrift"), join(folder, "calculator.thrift"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const build = async (...args: readonly string[]) =>
    await ended([thriftserve, "build", ...args], { env: {}, cwd: folder });
  const methods = "ping() {}, add: () => 1, calculate: () => 1, history: () => [], forget() {}";

  test("may be written for the npm package thrift", { skip: missingPeers }, async () => {
    await run("thrift", ["--gen", "js:node", "calculator.thrift"], { cwd: folder });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    write(
      "older.cjs",
      `const { InvalidOperation } = require("./gen-nodejs/calculator_types");
      exports.service = require("./gen-nodejs/Calculator");
      exports.default = { ${methods},
        add: (one, other, result) => result(null, one + other),
        calculate: async (_, { num1, num2 }) => {
          if (num2 === 0) throw new InvalidOperation({ whatOp: 4, why: "cannot divide by 0" });
          return num1 / num2;
        } };`,
    );
    const made = await build("older.cjs", "-o", "older");
    assert.equal(made.status, 0, made.stderr);
    rmSync(join(folder, "node_modules"));
    const alone = { env: {}, cwd: tmpdir() };
    await using server = await startWith([join(folder, "older")], modelArguments("processpool"), alone);
    const { stdout } = await run(process.execPath, ["examples/calculator/call.ts", String(server.port)], {
      cwd: root,
    });
    assert.equal(stdout, answers);
  });

  for (const { name, module, args = [], says } of [
    {
      name: "a package that is not there",
      module: `export default { ${methods}, add: () => import("nowhere") };`,
      says: /^thriftserve: handler\.ts cannot be built:\nhandler\.ts:2:\d+: cannot find the package nowhere; install it, or leave it out with --external nowhere\n/,
    },
    {
      name: "a native addon with a library beside it",
      module: `export const load = () => require("./addon/part.node"); export default { ${methods} };`,
      says: /^thriftserve: addon\/part\.node is a native addon that may need addon\/libpart\.so\.1, .*: leave its package out with --external/,
    },
    {
      name: "an output that is one of its files",
      module: `export default { ${methods} };`,
      args: ["-o", "calculator.thrift"],
      says: /^thriftserve: calculator\.thrift is one of the files that it is made of: expected the path of the executable to write, after -o\n$/,
    },
    {
      name: "options that do not go together",
      module: `export default { ${methods} };`,
      args: ["--port", "0", "--unix", "socket"],
      says: /^thriftserve: --port is for TCP; the server is to listen on a Unix socket: --unix socket\n$/,
    },
  ]) {
    test(`is refused with ${name}`, async () => {
      write("addon/part.node", "");
      write("addon/libpart.so.1", "");
      write("handler.ts", `export const service = "./calculator.thrift";\n${module}`);
      const { status, stderr } = await build("handler.ts", ...args);
      assert.match(stderr, says);
      assert.equal(status, 2);
    });
  }
});

async function ended(
  command: readonly string[],
  surroundings: { env?: NodeJS.ProcessEnv; cwd: string },
): Promise<Ended> {
  const program = new Program(command, surroundings);
  return await program.ended().finally(() => program.kill());
}
