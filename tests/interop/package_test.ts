// The npm package, as a project finds it in its node_modules.
import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Program, root } from "../fixtures/command_line.ts";

const bun = [join(root, "node_modules/bun/bin/bun.exe")];
const deno = [join(root, "node_modules/deno/deno"), "run", "-A", "--quiet"];
const node = [join(root, "node_modules/node/bin/node")];

/** What a Node that is too old says of itself. */
const older =
  "--import=data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})";
const tooOld = "thriftserve needs Node 24 or later; this is 20.20.2\n";

const use = `
  .then(async ({ serve, connect }) => {
    const server = await serve("handler.mjs", { port: 0, workers: 1 });
    const client = await connect("twice.thrift", { port: server.address.port });
    console.log(await client.call("twice", 21));
    client.close();
    await server.close();
  })
  .catch((error) => { console.log(error.message); process.exitCode = 1; });`;

describe("the package", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "thriftserve-package-"));
    const { version, dependencies, ...manifest } = JSON.parse(
      readFileSync(join(root, "package.json"), "utf8"),
    );
    const installed = join(folder, "node_modules/thriftserve");
    mkdirSync(installed, { recursive: true });
    cpSync(join(root, "package.json"), join(installed, "package.json"));
    cpSync(join(root, "dist/npm"), join(installed, "dist/npm"), { recursive: true });
    for (const name of readdirSync(join(root, "node_modules"))) {
      if (!name.startsWith(".") && !(name in manifest.devDependencies)) {
        symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
      }
    }
    const files = {
      "package.json": JSON.stringify({ dependencies: { ...dependencies, thriftserve: version } }),
      "required.cjs": `Promise.resolve(require("thriftserve"))${use}`,
      "imported.mjs": `import * as thriftserve from "thriftserve";\nPromise.resolve(thriftserve)${use}`,
      "limited.mjs": `import * as thriftserve from "thriftserve";\nPromise.resolve(thriftserve)${use.replace("workers: 1", "workers: 0")}`,
      "page.mjs": `import { connect, idl } from "thriftserve/client";
        console.log(await connect(idl("service S { void f() }"), "tcp://a").catch(({ option }) => option));`,
      "twice.thrift": "service Twice { i32 twice(1: i32 number) }",
      "handler.mjs":
        'export const service = "./twice.thrift";\nexport default { twice: (number) => 2 * number };\n',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function run(...command: string[]) {
    const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
    const program = new Program(command, { env, cwd: folder });
    return await program.ended().finally(() => program.kill());
  }

  for (const [name, command] of Object.entries({ bun, deno, node })) {
    test(`is required and imported by ${name}, and serves`, async () => {
      for (const file of ["required.cjs", "imported.mjs"]) {
        const { stdout, stderr } = await run(...command, file);
        assert.equal(stdout, "42\n", stderr);
      }
      assert.equal((await run(...command, "page.mjs")).stdout, "address\n");
    });
  }

  test("needs no more of Deno's permissions than the net and its files, with calls on the event loop", async () => {
    const limited = [deno[0]!, "run", "--no-prompt", "--quiet", "--allow-net", "--allow-read"];
    const { stdout, stderr } = await run(...limited, "limited.mjs");
    assert.equal(stdout, "42\n", stderr);
  });

  test("has what a new project needs: its types are right, its tests pass on each runtime", async () => {
    const begun = await run(...node, "node_modules/thriftserve/dist/npm/src/cli/bin.js", "init", "project");
    assert.equal(begun.status, 0, begun.stderr);
    for (const command of [
      [join(root, "node_modules/.bin/tsc"), "--project", "project"],
      [...node, "--test", "project/handler_test.ts"],
      [...bun, "test", "./project/handler_test.ts"],
      [deno[0]!, "test", "-A", "--quiet", "--no-check", "project/handler_test.ts"],
    ]) {
      const { status, stdout, stderr } = await run(...command);
      assert.equal(status, 0, `${command.join(" ")}:\n${stdout}${stderr}`);
    }
  });

  test("says at once that a Node is too old", async () => {
    const bin = "node_modules/thriftserve/dist/npm/src/cli/bin.js";
    const { stderr, status } = await run(...node, older, bin, "handler.mjs");
    assert.deepEqual({ stderr, status }, { stderr: tooOld, status: 1 });
    for (const file of ["required.cjs", "imported.mjs"]) {
      assert.equal((await run(...node, older, file)).stdout, tooOld);
    }
  });
});
