// Calls as their caller sees them: mistakes, errors with their caller, the connection's end.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "../../src/client/client.ts";
import { ApplicationError, ConnectionClosedError } from "../../src/client/errors.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import { serve } from "../../src/server/serve.ts";
import { commandLine, Program } from "../fixtures/command_line.ts";
import { serveProbe, until } from "../fixtures/serving.ts";

test("calls that cannot be meant are refused with what is there, and nothing is sent", async () => {
  await using serving = await serveProbe({ workers: 0 });
  const client = await serving.connect();
  const refused = (name: string, ...args: unknown[]) =>
    client.call(name, ...args).then(
      () => "nothing",
      (error: Error) => `${error.name}: ${error.message}`,
    );
  assert.equal(await refused("ecko", 1), "TypeError: Probe has no function ecko; did you mean echo?");
  assert.equal(await refused("Echo", 1), "TypeError: Probe has no function Echo; did you mean echo?");
  assert.equal(await refused("constructor"), "TypeError: Probe has no function constructor");
  assert.equal(await refused(undefined as never), "TypeError: Probe has no function undefined");
  const { signal } = new AbortController();
  assert.equal(
    await refused("echo", 1, { signal }),
    "TypeError: Probe.echo takes 1 argument: number; it was called with 2",
  );
  assert.equal(await refused("ticks", 1), "TypeError: Probe.ticks takes no arguments; it was called with 1");
  assert.equal(
    await refused("setHeader", 1, 2, 3, 4),
    "TypeError: Probe.setHeader takes 2 arguments: name, value; it was called with 4",
  );
  assert.equal(await client.call("echo", 7), 7);
});

test("a failed call has its caller in the stack, and says what the exception's fields are", async () => {
  await using serving = await serveProbe({ workers: 0 });
  const client = await serving.connect();
  const failures: Error[] = [];
  async function callerOfRefuse() {
    await client.call("refuse", 'no "x"');
  }
  async function callerOfFail() {
    await client.call("wrong");
  }
  for (const caller of [callerOfRefuse, callerOfFail]) {
    await caller().catch((error: Error) => failures.push(error));
  }
  const [declared, application] = failures as [Error & { why: string }, ApplicationError];
  assert.match(declared.stack!, /^Refused: \{ why: "no \\"x\\"" \}\n[\s\S]*callerOfRefuse/);
  assert.equal(declared.message, '{ why: "no \\"x\\"" }');
  assert.deepEqual(Object.entries(declared), [["why", 'no "x"']], "only the fields are enumerable");
  assert.match(application.stack!, /^ApplicationError: [\s\S]*callerOfFail/);
  assert.equal(application.type, 6);
  assert.equal(application.typeName, "INTERNAL_ERROR");
  assert.equal(new ApplicationError(77, "").typeName, undefined);
});

test("a server's own address is taken as it is: of TCP, of a Unix socket", async () => {
  const handler = new URL("./exceptions.ts", import.meta.url);
  const service = resolveService(loadIdl(new URL("./exceptions.thrift", import.meta.url)));
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-"));
  try {
    for (const listens of [{ port: 0 }, { unix: join(folder, "socket") }]) {
      await using server = await serve(handler, { ...listens, workers: 0, logLevel: "fatal" });
      await using client = await connect(service, server.address, { timeout: 5 });
      await assert.rejects(client.call("spoken"), /the disk is full/);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await assert.rejects(
    connect(service, { descriptor: 3 }),
    /^OptionsError: address is descriptor 3 of the server, which does not say where it listens; expected /,
  );
});

test("an exception's own message, name and stack are its fields; without any set its name is the message", async () => {
  const handler = new URL("./exceptions.ts", import.meta.url);
  const service = resolveService(loadIdl(new URL("./exceptions.thrift", import.meta.url)));
  await using server = await serve(handler, { port: 0, workers: 0, logLevel: "fatal" });
  await using client = await connect(service, server.address);
  const thrown = async (name: string) =>
    await client.call(name).then(
      () => assert.fail(name),
      (error) => error,
    );
  const [spoken, engine, nothing, nested] = await Promise.all(
    ["spoken", "engine", "nothing", "nested"].map(thrown),
  );
  assert.equal(spoken.message, "the disk is full");
  assert.deepEqual(
    [engine.stack, engine.line, engine.message],
    ["of the handler", 5, '{ stack: "of the handler", line: 5 }'],
  );
  assert.equal(nothing.message, "Nothing");
  assert.equal(
    nested.message,
    '{ items: [{ n: 1n }, { n: 2n }], bytes: <3 bytes>, names: {"a" => {1, 2}}, ok: false }',
  );
});

test("when a connection has ended every call fails, those at work and later ones, each with its caller", async () => {
  await using serving = await serveProbe({ workers: 0 });
  const client = await serving.connect();
  assert.equal(await client.call("echo", 1), 1);
  const waiting = client.call("nap", 300);
  const check = (error: unknown) =>
    error instanceof ConnectionClosedError && error.message === "the connection was closed";
  const failed = assert.rejects(waiting, check);
  client.close();
  await failed;
  async function callerOfEcho() {
    await client.call("echo", 1);
  }
  await assert.rejects(callerOfEcho(), (error: Error) => check(error) && /callerOfEcho/.test(error.stack!));
  await assert.rejects(client.call("tell", 1), check);
});

test("await using closes a client and a server", async () => {
  const handler = new URL("../fixtures/probe.ts", import.meta.url);
  let ended: Promise<void>;
  {
    await using server = await serve(handler, { port: 0, workers: 0, logLevel: "fatal" });
    ended = server.closed;
    await using client = await connect(`${new URL("../fixtures/probe.thrift", import.meta.url)}#Probe`, {
      port: (server.address as { port: number }).port,
    });
    assert.equal(await client.call("echo", 3), 3);
  }
  await ended;
});

test("a program ends with a client that is unreferenced, though its connection is open", async () => {
  await using serving = await serveProbe({ workers: 0 });
  const program = new Program([
    ...commandLine.slice(0, -1),
    "tests/client/unreferenced.ts",
    String(serving.port),
  ]);
  try {
    await until(() => program.over !== undefined, "the program ends");
    assert.deepEqual(program.over, { status: 0, signal: null, stdout: "5\n", stderr: "" });
  } finally {
    program.kill();
  }
});
