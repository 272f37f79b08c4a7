// An executable of Deno's: where its base, denort, cannot be had, what it would begin with serves with its permissions.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { loadIdl } from "../../src/idl/load.ts";
import { type ResolvedService, resolveService } from "../../src/schema/service.ts";
import { type Ended, inherited, modelArguments, Program, root, startWith } from "../fixtures/command_line.ts";

const run = promisify(execFile);
const deno = join(root, "node_modules/deno/deno");
const packages = ["@logtape", "commander", "http-parser-js", "pako", "smol-toml", "websocket-driver"];

const project: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "reckoner", "version": "4.5.6", "type": "module" }',
  "src/handler.ts": `
    import { readFileSync } from "node:fs";
    import modern from "modern";
    import zero from "./zero.json" with { type: "json" };
    export const service = "../idl/reckoner.thrift";
    const words = readFileSync(new URL("../data/words.txt", import.meta.url), "utf8").trim();
    export default {
      add: async (a: number, b: number) => (await import("./later.ts")).later(modern(a, b), zero.value),
      words: () => words,
    };`,
  "src/later.ts": "export const later = (a: number, b: number): number => a + b;",
  "src/zero.json": '{ "value": 0 }',
  "data/words.txt": "in a file\n",
  "idl/reckoner.thrift": "service Reckoner { i32 add(1: i32 a, 2: i32 b), string words() }",
  "node_modules/modern/package.json": '{ "name": "modern", "type": "module", "exports": "./main.js" }',
  "node_modules/modern/main.js": "export default (a, b) => a + b;",
};

describe("thriftserve build --with deno", () => {
  let folder = "";
  let made: Ended;
  let reckoner: ResolvedService;
  /** The executable, or what stands in for it. */
  let direct: readonly string[] = [];
  let again: readonly string[] = [];
  let env: NodeJS.ProcessEnv = {};

  const build = async (handler: string, ...args: readonly string[]) => {
    const command = [process.execPath, "node_modules/thriftserve/dist/npm/src/cli/bin.js", "build"];
    const paths = `${dirname(deno)}:${process.env.PATH}`;
    // Nothing is downloaded here.
    const nowhere = { HTTPS_PROXY: "http://127.0.0.1:9", ALL_PROXY: "http://127.0.0.1:9", PATH: paths };
    const program = new Program([...command, handler, "--with", "deno", ...args], {
      env: { ...inherited(), ...nowhere },
      cwd: folder,
    });
    return await program.ended(90).finally(() => program.kill());
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "thriftserve-deno-"));
    for (const [name, text] of Object.entries(project)) write(name, text);
    reckoner = resolveService(loadIdl(join(folder, "idl/reckoner.thrift")));
    const installed = join(folder, "node_modules/thriftserve");
    cpSync(join(root, "dist/npm"), join(installed, "dist/npm"), { recursive: true });
    cpSync(join(root, "package.json"), join(installed, "package.json"));
    for (const name of [...packages, "safe-buffer", "websocket-extensions"])
      cpSync(join(root, "node_modules", name), join(folder, "node_modules", name), { recursive: true });
    made = await build("src/handler.ts", "-o", "out/reckon", "--port", "9099", "--workers", "1");
    if (made.status === 0) {
      direct = again = [join(folder, "out/reckon")];
      return;
    }
    const library = join(installed, "dist/npm/src");
    const stage = [join(root, "tests/interop/staged.ts"), "src/handler.ts", library, "src/staged"];
    const { stdout } = await run(deno, ["run", "-A", "--quiet", ...stage], { cwd: folder });
    const { permissions } = JSON.parse(stdout) as { permissions: readonly string[] };
    const flags = ["run", "--quiet", "--node-modules-dir=manual", ...permissions];
    const entry = join(folder, "src/staged/main.js");
    direct = [deno, ...flags, entry];
    const script = write(
      "compiled",
      `#!/bin/sh\nexec ${deno} ${flags.join(" ")} --preload ${join(root, "tests/interop/as_compiled.ts")} ${entry} "$@"\n`,
    );
    chmodSync(script, 0o755);
    again = [script];
    env = { AS_COMPILED: script };
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: string, text: string): string {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  test("makes an executable, or says what could not be downloaded and what to do", () => {
    assert.deepEqual(
      readdirSync(join(folder, "src")).filter((name) => name.startsWith(".")),
      [],
    );
    if (made.status === 0) return;
    assert.match(
      made.stderr,
      /^thriftserve: out\/reckon cannot be compiled: its base, denort \d+\.\d+\.\d+, cannot be downloaded from https:\/\/\S+\/denort-\S+: .+ with --base or in DENORT_BIN\n$/,
    );
    assert.equal(made.status, 1);
    assert.deepEqual(readdirSync(join(folder, "out")), []);
  });

  for (const [model, how] of [
    ["nonblocking", "threads"],
    ["forking", "its own processes"],
    ["processpool", "its own processes"],
  ] as const) {
    test(`what it makes serves ${model} with ${how}`, async () => {
      const command = how === "threads" ? direct : again;
      const surroundings = { env: { ...inherited(), ...env }, cwd: tmpdir() };
      await using server = await startWith(command, modelArguments(model), surroundings);
      const client = await server.connect(reckoner);
      assert.equal(await client.call("add", 1, 2), 3);
      assert.equal(await client.call("words"), "in a file");
      client.close();
      await server.endInOrder("Reckoner", model);
    });
  }

  test("what it makes has a help, a version and defaults of its own", async () => {
    const shown = async (...args: readonly string[]) =>
      (
        await run(direct[0]!, [...direct.slice(1), ...args], {
          cwd: tmpdir(),
          env: { ...inherited(), COLUMNS: "300" },
        })
      ).stdout;
    assert.match(
      await shown("--help"),
      /^Usage: \w+ \[options\]\n\nServes Reckoner [\s\S]*--port [^\n]*9099, built in/,
    );
    assert.match(await shown("--version"), /^\w+ 4\.5\.6 \(thriftserve \d+\.\d+\.\d+\)\n$/);
  });

  test("names the place of an import that is not there", async () => {
    const lost = 'export const lost = () => import("./nowhere.ts");\n';
    write("src/lost.ts", `${lost}export * from "./handler.ts";\nexport { default } from "./handler.ts";\n`);
    const { status, stderr } = await build("src/lost.ts");
    assert.match(
      stderr,
      /^thriftserve: src\/lost\.ts cannot be built:\nsrc\/lost\.ts:1:34: Module not found .*\n.*import\("\.\/nowhere\.ts"\);\n/,
    );
    assert.equal(status, 2);
  });

  test("takes what is no denort for what it is", async () => {
    const { status, stderr } = await build("src/handler.ts", "-o", "out/none", "--base", deno);
    assert.match(
      stderr,
      /^thriftserve: out\/none was compiled, and does not run: .*"deno \d.* has to be denort/,
    );
    assert.equal(status, 2);
  });

  for (const { args, says } of [
    { args: ["--minify"], says: /^thriftserve: --minify is for executables of Bun: / },
    {
      args: ["--target", "linux-x64-musl"],
      says: /^thriftserve: --target is linux-x64-musl, for which Deno makes no executables: expected linux-x64, /,
    },
  ]) {
    test(`is refused with ${args.join(" ")}`, async () => {
      const { status, stderr } = await build("src/handler.ts", ...args);
      assert.match(stderr, says);
      assert.equal(status, 2);
    });
  }
});
