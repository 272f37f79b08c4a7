// A program that holds the library in a bundle, compiled or not, is its own worker: started once for each and never more.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Program, root } from "../fixtures/command_line.ts";

const bun = join(root, "node_modules/bun/bin/bun.exe");
const deno = join(root, "node_modules/deno/deno");
const node = join(root, "node_modules/node/bin/node");

const program = `
import { appendFileSync, readFileSync } from "node:fs";
import { connect, serve } from ${JSON.stringify(join(root, "mod.ts"))};
const [,, handler, model, starts] = process.argv;
appendFileSync(starts, "started\\n");
const again = readFileSync(starts, "utf8").split("\\n").length > 2;
if (again && process.env.LEAVES) process.exit(3);
const server = await serve(handler, { port: 0, ...JSON.parse(model) });
const client = await connect(new URL("twice.thrift", new URL("file://" + handler)), { port: server.address.port });
console.log(await client.call("twice", 21));
client.close();
await server.close();
`;

const models: readonly { readonly options: object; readonly most: number }[] = [
  { options: { model: "processpool", workers: 1 }, most: 2 },
  { options: { model: "forking", spares: 1 }, most: 4 },
  { options: { model: "threadpool", workers: 1 }, most: 2 },
  { options: { model: "threaded", spares: 1 }, most: 4 },
  { options: { model: "nonblocking", workers: 2 }, most: 3 },
  { options: { model: "nonblocking", workers: 0 }, most: 1 },
  { options: { model: "simple" }, most: 1 },
];

describe("a bundled program", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "thriftserve-bundled-"));
    writeFileSync(join(folder, "program.ts"), program);
    writeFileSync(join(folder, "twice.thrift"), "service Twice { i32 twice(1: i32 number) }");
    writeFileSync(
      join(folder, "handler.ts"),
      'export const service = new URL("./twice.thrift", import.meta.url);\nexport default { twice: (number: number) => 2 * number };\n',
    );
    build("--compile", "--outfile", join(folder, "compiled"));
    build("--target=node", "--outfile", join(folder, "bundle.mjs"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function build(...options: string[]): void {
    execFileSync(bun, ["build", join(folder, "program.ts"), ...options], { stdio: "pipe" });
  }

  /** Runs it to its end, which comes in time, and counts how often it was started. */
  async function run(command: readonly string[], options: object, env: Record<string, string> = {}) {
    const starts = join(folder, "starts");
    rmSync(starts, { force: true });
    const args = [join(folder, "handler.ts"), JSON.stringify(options), starts];
    const running = new Program([...command, ...args], { env: { ...process.env, ...env }, cwd: folder });
    try {
      const ended = await running.ended();
      assert.ok(existsSync(starts), ended.stderr);
      return { ...ended, starts: readFileSync(starts, "utf8").trim().split("\n").length };
    } finally {
      running.kill();
    }
  }

  const hosts = {
    "compiled by Bun": () => [join(folder, "compiled")],
    "on Bun": () => [bun, join(folder, "bundle.mjs")],
    "on Node": () => [node, join(folder, "bundle.mjs")],
    "on Deno": () => [deno, "run", "-A", "--quiet", join(folder, "bundle.mjs")],
  };
  for (const [host, command] of Object.entries(hosts)) {
    test(`${host} serves under every model, and starts itself no more often than there are workers`, async () => {
      for (const { options, most } of models) {
        const { stdout, stderr, status, starts } = await run(command(), options);
        assert.deepEqual({ stdout, status }, { stdout: "42\n", status: 0 }, JSON.stringify(options) + stderr);
        assert.ok(starts <= most, `${JSON.stringify(options)}: started ${starts} times`);
      }
    });
  }

  test("says why when it ends as a worker before it serves, and is not started again", async () => {
    for (const options of [
      { model: "processpool", workers: 1 },
      { model: "threadpool", workers: 1 },
    ]) {
      const { stderr, status, starts } = await run([join(folder, "compiled")], options, { LEAVES: "yes" });
      assert.match(
        stderr,
        /worker 1 ended while .*: exit code 3\. A program that holds thriftserve in a bundle/,
      );
      assert.notEqual(status, 0);
      assert.equal(starts, 2);
    }
  });

  test("says what to do where its own file is not known", async () => {
    const evaluated = `process.argv.unshift(""); await import(${JSON.stringify(join(folder, "bundle.mjs"))});`;
    const { stderr, status } = await run([node, "-e", evaluated, "--"], { model: "threadpool", workers: 1 });
    assert.match(stderr, /no worker can be started: .* Keep thriftserve out of the bundle .* workers: 0/);
    assert.notEqual(status, 0);
  });
});
