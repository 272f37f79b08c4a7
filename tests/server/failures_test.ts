// Failures are answered, or end the connection they came by, and harm no other client: on every model.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keptProbe } from "../fixtures/kept_server.ts";
import { binaryMessage, frame, i32, RawClient, readException } from "../fixtures/raw_client.ts";
import { allModels, distinctModels, oneWorker } from "../fixtures/serving.ts";
import { assertAnsweredLate, assertFewTakenIn } from "../fixtures/slow_readers.ts";

const stop = [0];
/** A struct field's header in binary. */
const field = (type: number, id: number) => [type, 0, id];
const nested = (levels: number) => [
  ...Array.from({ length: levels }, () => field(12, 1)).flat(),
  ...Array.from({ length: levels }, () => 0),
];

/** Calls that get a TApplicationException, after which the connection lives on. */
const answered = [
  {
    what: "an unknown method",
    call: [...binaryMessage("nonsense"), ...stop],
    type: 1,
    message: "Invalid method name: 'nonsense'",
  },
  {
    what: "a method that every object has",
    call: [...binaryMessage("toString"), ...stop],
    type: 1,
    message: "Invalid method name: 'toString'",
  },
  {
    what: "a message of type reply",
    call: [...binaryMessage("echo", 2), ...stop],
    type: 2,
    message: "Invalid message type 2: expected a call (1) or oneway (4)",
  },
  {
    what: "a missing required field",
    call: [...binaryMessage("need"), ...field(12, 1), 0, ...stop],
    type: 7,
    message: /Probe\.need .*strict.*number is required/,
  },
  {
    what: "text that is not UTF-8",
    call: [...binaryMessage("text"), ...field(11, 1), ...i32(2), 0xc3, 0x28, ...stop],
    type: 7,
    message: /UTF-8/,
  },
  {
    what: "a negative string size",
    call: [...binaryMessage("text"), ...field(11, 1), ...i32(-5), ...stop],
    type: 7,
    message: "a length is negative: -5",
  },
  {
    what: "a string longer than the bytes left",
    call: [...binaryMessage("text"), ...field(11, 1), ...i32(1e6), ...stop],
    type: 7,
    message: "a length of 1000000 is more than the message holds",
  },
  {
    what: "an unknown container longer than the bytes left",
    call: [...binaryMessage("told"), ...field(15, 9), 11, ...i32(0x7fffffff), ...stop],
    type: 7,
    message: "a length of 2147483647 is more than the message holds",
  },
  {
    what: "nesting past 64",
    call: [...binaryMessage("depth"), ...nested(64), ...stop],
    type: 7,
    message: "structs and containers are nested more than 64 deep",
  },
  {
    what: "unknown nesting past 64",
    call: [...binaryMessage("told"), ...nested(64), ...stop],
    type: 7,
    message: "structs and containers are nested more than 64 deep",
  },
  {
    what: "a field of no type",
    call: [...binaryMessage("told"), ...field(99, 1), ...stop],
    type: 7,
    message: "unknown type code 99",
  },
  {
    what: "a result of the wrong type",
    call: [...binaryMessage("wrong"), ...stop],
    type: 6,
    message: 'Probe.wrong result: expected i32, got "x"',
  },
  {
    what: "a result without a required field",
    call: [...binaryMessage("incomplete"), ...stop],
    type: 6,
    message: /^Probe\.incomplete result\.number: expected i32, got undefined$/,
  },
  {
    what: "an undeclared exception",
    call: [...binaryMessage("fail"), ...field(11, 1), ...i32(4), ...Buffer.from("oops"), ...stop],
    type: 0,
    message: "oops",
  },
] as const;

/** A beginning whose name is longer than the 512 bytes of an over-large frame that are waited for. */
const noName = [...binaryMessage("x".repeat(2000))].slice(0, 600);

/** Bytes after which the connection is closed; a call among them is told why. */
const refused: readonly { readonly what: string; readonly bytes: Uint8Array; readonly answered?: true }[] = [
  { what: "an HTTP request", bytes: Buffer.from("GET / HTTP/1.0\r\n\r\n") },
  { what: "noise", bytes: Buffer.from([0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa]) },
  {
    what: "a negative frame size",
    bytes: Buffer.from([...frame([...binaryMessage("told"), 0]), ...i32(-1), 0]),
  },
  {
    what: "an over-large frame of nothing that is known",
    bytes: Buffer.from([0x7f, 0xff, 0xff, 0xff, ...noName]),
  },
  {
    what: "an unframed call without end",
    bytes: Buffer.from([...binaryMessage("text"), ...field(11, 1), ...i32(-1), ...stop]),
    answered: true,
  },
  {
    what: "an unframed string over the message limit",
    bytes: Buffer.from([...binaryMessage("text"), ...field(11, 1), ...i32(0x7fffffff)]),
    answered: true,
  },
];

const keptServer = keptProbe();

for (const model of allModels) {
  // One that ends its half while it waits for a process is answered where that starts within half a second, on Deno never.
  const unanswered = model === "forking";
  test(`${model} is not harmed by clients that reset or half-close`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model) });
    const call = frame(binaryMessage("echo"), field(8, 1), [...i32(9)], stop);
    const resetter = await RawClient.connect(serving.port);
    resetter.send(call, call.subarray(0, 9));
    await resetter.frame();
    resetter.socket.resetAndDestroy();

    const halfCloser = await RawClient.connect(serving.port);
    halfCloser.send(call, call);
    halfCloser.socket.end();
    if (!unanswered) {
      assert.notEqual(await halfCloser.frame(), undefined);
      assert.notEqual(await halfCloser.frame(), undefined);
    }
    await halfCloser.closed();
    halfCloser.destroy();

    const next = await serving.connect();
    assert.equal(await next.call("echo", 6), 6);
  });

  test(`${model} answers all calls of a client that has sent its end and reads late`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model) });
    const client = await RawClient.connect(serving.port);
    // It is with its worker by then: forking may have to start one.
    client.send(frame(binaryMessage("echo"), field(8, 1), [...i32(9)], stop));
    assert.notEqual(await client.frame(), undefined);
    client.socket.pause();
    const call = frame(binaryMessage("blob"), field(8, 1), [...i32(1_000_000)], stop);
    const calls = 20;
    client.send(...Array.from({ length: calls }, () => call));
    client.socket.end();
    await new Promise((resolve) => setTimeout(resolve, 100));
    client.socket.resume();
    for (let i = 0; i < calls; i++) assert.notEqual(await client.frame(), undefined, `reply ${i}`);
    await client.closed();
    client.destroy();
  });

  if (model !== "simple") {
    test(`${model} survives the end of a worker: its calls are answered or closed, nobody hangs`, async () => {
      await using serving = await keptServer({ model, ...oneWorker(model) });
      for (let round = 0; round < 2; round++) {
        const victim = await serving.connect();
        await assert.rejects(victim.call("crash"), (error: Error) =>
          ["ApplicationError", "ConnectionClosedError"].includes(error.name),
        );
        const next = await serving.connect();
        assert.equal(await next.call("echo", round), round);
        next.close();
        // Where the connection outlived the worker, so do its further calls.
        const again = await victim.call("echo", round).catch((error: Error) => error.name);
        assert.ok(again === round || again === "ConnectionClosedError", String(again));
        victim.close();
      }
    });
  }
}

for (const model of distinctModels) {
  test(`${model} answers calls that cannot be run, and the connection lives on`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model) });
    const client = await RawClient.connect(serving.port);
    for (const { what, call, type, message } of answered) {
      client.send(frame([...call]));
      const exception = readException(await client.frame());
      assert.equal(exception.seqid, 7, what);
      assert.equal(exception.type, type, `${what}: ${exception.message}`);
      if (typeof message === "string") assert.equal(exception.message, message);
      else assert.match(exception.message, message);
    }
    client.destroy();
    const next = await serving.connect();
    assert.equal(await next.call("depth", { inner: {} }), 2);
    // Declared exceptions are sent, however they name themselves.
    for (const why of ["class", "object"]) {
      await assert.rejects(next.call("refuse", why), { name: "Refused", why });
    }
  });

  test(`${model} stops reading from a client that does not read its replies`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model) });
    const client = await RawClient.connect(serving.port);
    await assertAnsweredLate(client, async () => {
      if (model === "simple") return;
      const other = await serving.connect();
      assert.equal(await other.call("echo", 1), 1);
    });
    client.destroy();
  });

  test(`${model} takes in no more calls than it can soon run`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model) });
    const client = await RawClient.connect(serving.port);
    await assertFewTakenIn(client, 400, "told", 9); // a field that it skips
    client.destroy();
  });

  test(`${model} closes a connection whose bytes make no sense, and no other`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model) });
    const other = model === "simple" ? undefined : await serving.connect();
    // Side by side: some are closed only once their client has had the time to read why.
    await Promise.all(
      refused.map(async ({ what, bytes, answered }) => {
        const client = await RawClient.connect(serving.port);
        client.send(bytes);
        if (answered) assert.equal(readException(await client.unframed(30)).type, 7, what);
        await client.closed().catch(() => assert.fail(`${what} left the connection open`));
        client.destroy();
        if (other !== undefined) assert.equal(await other.call("echo", 5), 5, what);
      }),
    );
    const next = other ?? (await serving.connect());
    assert.equal(await next.call("echo", 6), 6);
  });
}
