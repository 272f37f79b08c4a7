// The README's and the documents' examples work as they show it, and so does the package that npm would get.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { missingPeers, python } from "./peers.ts";
import { type Host, hosts, root, startServer } from "./server.ts";

const run = promisify(execFile);
const node = join(root, "node_modules/node/bin/node");
const calculator = "examples/calculator/handler.ts";
const answers = [
  "add(1, 2) = 3",
  "calculate(7 / 2) = 3.5",
  "calculate(7 / 0) throws InvalidOperation because it cannot divide by 0",
  "",
].join("\n");

const folder = mkdtempSync(join(tmpdir(), "thriftserve-examples-"));
after(() => rmSync(folder, { recursive: true, force: true }));

for (const host of hosts) {
  test(`the calculator on ${host.name} answers examples/calculator/call.ts`, {
    skip: host.missing,
  }, async () => {
    const server = await startServer(host, [calculator]);
    try {
      const { stdout } = await run(node, ["examples/calculator/call.ts", portOf(server.address)], {
        cwd: root,
      });
      assert.equal(stdout, answers);
      await server.close();
    } finally {
      server.kill();
    }
  });
}

test("the calculator answers examples/calculator/call.py", { skip: missingPeers }, async () => {
  const server = await startServer(hosts[0]!, [calculator]);
  try {
    const idl = join(root, "examples/calculator/calculator.thrift");
    await run("thrift", ["--gen", "py", idl], { cwd: folder }); // as the example says
    const script = join(root, "examples/calculator/call.py");
    const { stdout } = await run(python, [script, portOf(server.address)], { cwd: folder });
    assert.equal(stdout, answers);
    await server.close();
  } finally {
    server.kill();
  }
});

test("the README's program serves and ends", async () => {
  const program = codeBlock("README.md", 'from "thriftserve"');
  const file = join(root, "dist/readme_example.ts"); // below the root, where the package's own name resolves
  writeFileSync(file, program);
  const { stdout } = await run(node, [file], { cwd: root, timeout: 20_000 });
  assert.match(stdout, /^\{ host: '127\.0\.0\.1', port: \d+ \}\n$/);
});

test("the README's handler serves the README's IDL, and the programs of the documents call it", async () => {
  const example = join(root, "dist/readme_example");
  mkdirSync(example, { recursive: true });
  writeFileSync(join(example, "calculator.thrift"), codeBlock("README.md", "service Calculator", "thrift"));
  writeFileSync(join(example, "handler.ts"), codeBlock("README.md", "DivisionByZero"));
  const server = await startServer(hosts[0]!, [join(example, "handler.ts")]);
  try {
    for (const document of ["README.md", "docs/client.md"]) {
      const program = codeBlock(document, "await connect(");
      assert.ok(program.includes("port: 9090"), program);
      const file = join(example, "call.ts");
      writeFileSync(file, program.replace("9090", portOf(server.address)));
      const { stdout } = await run(node, [file], { cwd: root, timeout: 20_000 });
      assert.equal(stdout, "3\n", document);
    }
    await server.close();
  } finally {
    server.kill();
  }
});

for (const model of ["nonblocking", "threadpool", "forking"]) {
  test(`the npm package's command serves ${model}`, async () => {
    const packaged: Host = { name: "node", command: [node, "dist/npm/src/cli/bin.js"] };
    const server = await startServer(packaged, [calculator, "--model", model]);
    try {
      const { stdout } = await run(node, ["examples/calculator/call.ts", portOf(server.address)], {
        cwd: root,
      });
      assert.equal(stdout, answers);
      await server.close();
    } finally {
      server.kill();
    }
  });
}

/** The first block of a language in a document that contains `text`. */
function codeBlock(document: string, text: string, language = "ts"): string {
  const blocks = readFileSync(join(root, document), "utf8").matchAll(/```(\w*)\n(.*?)```/gs);
  for (const [, found, code] of blocks) if (found === language && code!.includes(text)) return code!;
  throw new Error(`${document} has no block of code with ${text}`);
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(":") + 1);
}
