// `thriftserve list` and `call` of a server that tells its IDL itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ServeOptions, serve } from "../../mod.ts";
import { keptShell } from "../fixtures/shell.ts";

const { run } = keptShell();

async function serving(handler: string, options: ServeOptions = {}) {
  const url = new URL(`../../${handler}`, import.meta.url);
  const server = await serve(url, { port: 0, workers: 1, logLevel: "fatal", status: true, ...options });
  const { port } = server.address as { port: number };
  return { address: `127.0.0.1:${port}`, [Symbol.asyncDispose]: () => server.close() };
}

test("a server with --status is listed and called without its IDL", async () => {
  await using server = await serving("examples/calculator/handler.ts");
  const [told, file] = await Promise.all([
    run("list", server.address),
    run("list", "examples/calculator/calculator.thrift"),
  ]);
  assert.equal(told.stderr, "");
  assert.equal(told.stdout, file.stdout);
  const [sum, thrown, unknown] = await Promise.all([
    run("call", server.address, "add", "num1=1", "num2=2"),
    run(
      "call",
      server.address,
      "Calculator.calculate",
      '{"logid": 1, "work": {"num1": 1, "num2": 0, "op": "DIVIDE"}}',
    ),
    run("call", server.address, "ad"),
  ]);
  assert.deepEqual([sum.status, sum.stdout], [0, "3\n"], sum.stderr);
  assert.deepEqual([thrown.status, Object.keys(JSON.parse(thrown.stdout))], [3, ["InvalidOperation"]]);
  assert.deepEqual(unknown.status, 2);
  assert.match(unknown.stderr, /Calculator has no function ad; did you mean add\?/);
});

test("of several services the one that is named, or has the function, is called with its prefix", async () => {
  await using server = await serving("tests/server/multiplexed.ts");
  const listed = await run("list", server.address, "--format", "json");
  const services = JSON.parse(listed.stdout).services as { name: string }[];
  assert.deepEqual(services.map(({ name }) => name.split(".").at(-1)).sort(), [
    "Calculator",
    "Notes",
    "Probe",
  ]);
  const calls = await Promise.all([
    run("call", server.address, "add", "[1, 2]"),
    run("call", server.address, "Notes.add", "text=a"),
    run("call", server.address, "Old.echo", "number=4"),
    run("call", server.address, "Nobody.add"),
  ]);
  assert.deepEqual(
    calls.map(({ status, stdout }) => [status, stdout]),
    [
      [0, "3\n"],
      [0, '"a!"\n'],
      [0, "4\n"],
      [2, ""],
    ],
  );
  assert.match(calls[3].stderr, /the server has no service Nobody; it has Calculator, Notes, Old/);
});

test("a server that does not tell, and one that is not there, are told apart", async () => {
  let address = "";
  {
    await using server = await serving("examples/calculator/handler.ts", { status: false });
    address = server.address;
    for (const command of [
      ["list", address],
      ["call", address, "add"],
    ]) {
      const { status, stderr } = await run(...command);
      assert.equal(status, 2);
      assert.match(
        stderr,
        /^thriftserve: --idl is not given, and 127\.0\.0\.1:\d+ does not tell its IDL \(.+\)/,
      );
    }
  }
  for (const command of [
    ["list", address],
    ["call", address, "add"],
  ]) {
    const { status, stderr } = await run(...command, "--timeout", "5");
    assert.equal(status, 1, stderr);
  }
});
