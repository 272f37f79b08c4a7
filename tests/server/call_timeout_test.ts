// Calls that take too long are answered, whatever they do; a worker that is held by one is replaced, and no other call fails.
import assert from "node:assert/strict";
import { test } from "node:test";
import { serveInMemory } from "../../mod.ts";
import { connect } from "../../src/client/client.ts";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { serve } from "../../src/server/serve.ts";
import { allModels, places, probe, seen, serveProbe, until } from "../fixtures/serving.ts";

const limits = { callTimeout: 2, logLevel: "fatal" } as const;
const refused = (message: string) => ({ name: "ApplicationError", type: 6, message });
const tooLong = (method: string, seconds: number) =>
  refused(`deadline: ${method} took longer than ${seconds} s`);

/** The models that have workers, and what keeps these few. */
const models = allModels
  .filter((name) => name !== "simple")
  .map((model): ServeOptions => {
    const isEach = model === "threaded" || model === "forking";
    return { model, ...(isEach ? { spares: 1 } : { workers: 1 }) };
  });

test("a call that holds its worker is answered, its worker replaced, and others' calls are run", async () => {
  await Promise.all(models.map(heldWorker)); // all at the same time: each waits most of the time
});

async function heldWorker(options: ServeOptions): Promise<void> {
  await using serving = await serveProbe({ ...options, ...limits });
  const [holder, other] = [await serving.connect(), await serving.connect()];
  const before = await seen(holder);
  await other.call("echo", 1);
  const held = assert.rejects(holder.call("block", 600_000), tooLong("Probe.block", 2));
  const waiting = other.call("echo", 2);
  await held;
  assert.equal(await waiting, 2);
  assert.equal(await holder.call("echo", 3), 3, "on the same connection");
  assert.notEqual((await seen(holder)).worker, before.worker);
  assert.equal(serving.server.refusals.callTimeout, 1);
  if (options.workers !== undefined) assert.equal(serving.server.workers, 1);
}

test("a call that waits for too long has its signal aborted and is answered by its worker, which lives on", async () => {
  await Promise.all([places.threadpool, places.processpool].map(waitingCall));
});

async function waitingCall(options: ServeOptions): Promise<void> {
  await using serving = await serveProbe({ ...options, ...limits, callTimeout: 1, concurrency: 2 });
  const client = await serving.connect();
  const before = await seen(client);
  await assert.rejects(client.call("wait"), tooLong("Probe.wait", 1));
  await assert.rejects(client.call("nap", 60_000), tooLong("Probe.nap", 1));
  assert.equal(await client.call("aborted"), 1);
  assert.equal((await seen(client)).worker, before.worker);
  await until(() => serving.server.refusals.callTimeout === 2, "both are counted");
}

test("what the handler says of a function goes before the option, and is enough by itself", async () => {
  const timed = new URL("./timed.ts", import.meta.url);
  const said = async (options: ServeOptions) => {
    await using server = await serve(timed, { ...options, port: 0, logLevel: "fatal", shutdownTimeout: 5 });
    const { port } = server.address as { port: number };
    await using client = await connect(probe, { port, connectTimeout: 0 });
    await assert.rejects(client.call("block", 600_000), tooLong("Probe.block", 0.4));
    await assert.rejects(client.call("wait"), tooLong("Probe.wait", 0.2));
    assert.equal(await client.call("nap", 600), 1, "of which it says nothing");
  };
  await Promise.all([places.threadpool, places.processpool, places.nonblocking].map(said));
});

test("calls in the server's own process may take only so long if they wait; the option is refused there", async () => {
  for (const options of [{ model: "simple" }, { workers: 0 }] as const) {
    await assert.rejects(serveProbe({ ...options, callTimeout: 1 }), {
      name: "OptionsError",
      message:
        /^callTimeout cannot be held to with (model: "simple"|workers: 0): calls run in the server's own process/,
    });
  }
  await using server = await serveInMemory(new URL("./timed.ts", import.meta.url));
  await using client = await server.connect();
  await assert.rejects(client.call("wait"), tooLong("Probe.wait", 0.2));
});

test("a handler's timeouts name functions of its service, in seconds", async () => {
  const handler = await import("./timed.ts");
  const timed = (timeouts: unknown) => serveInMemory({ ...handler, timeouts });
  const wrong: [unknown, string][] = [
    [2, "exports timeouts, which is no object: expected export const timeouts = { METHOD: SECONDS }"],
    [{ ehco: 1 }, ": timeouts.ehco: Probe has no such function; did you mean echo?"],
    [{ echo: "2" }, ': timeouts.echo is "2"; expected a number of seconds, or 0 for any time'],
    [{ echo: -1 }, ": timeouts.echo is -1; expected a number of seconds, or 0 for any time"],
  ];
  for (const [timeouts, message] of wrong) {
    await assert.rejects(timed(timeouts), (error: Error) => {
      assert.equal(error.name, "HandlerError");
      assert.ok(error.message.endsWith(message), error.message);
      return true;
    });
  }
});

test("a call that has waited for too long is refused at once, in words and with a code, and counted", async () => {
  await Promise.all(Object.values(places).map(waitedTooLong));
});

async function waitedTooLong(options: ServeOptions): Promise<void> {
  await using serving = await serveProbe({ ...options, queueTimeout: 0.2 });
  const codes: (string | undefined)[] = [];
  const clients = await Promise.all(
    Array.from({ length: 4 }, () => serving.connect({ transport: "header" })),
  );
  let isOver = false;
  const busy = clients[0]!.call("nap", 3000).then(() => {
    isOver = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const waiting = clients.slice(1).map((client) => {
    const onHeaders = ({ ex }: Readonly<Record<string, string>>) => void codes.push(ex);
    const called = client.with({ onHeaders }).call("echo", 5);
    return assert.rejects(called, refused("overloaded: it has waited for 0.2 s"));
  });
  await Promise.all(waiting);
  assert.equal(isOver, false, "before there is room");
  assert.deepEqual(codes, ["15", "15", "15"]);
  await busy;
  assert.equal(await clients[1]!.call("echo", 6), 6);
  assert.equal(serving.server.refusals.queueTimeout, 3);
}
