// The calculator answers the programs beside it, on every host and out of the package that npm would get.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { type Host, hosts, root, startServer } from "../fixtures/hosts.ts";
import { missingPeers, python } from "./peers.ts";

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

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(":") + 1);
}
