// TZlibTransport: one stream each way, whatever pieces it comes in, and no more memory than a message may take.
import assert from "node:assert/strict";
import { test } from "node:test";
import { constants, deflateSync, inflateSync } from "node:zlib";
import fc from "fast-check";
import { ProtocolError } from "../../src/protocol/errors.ts";
import {
  answers,
  cut,
  dialects,
  framed,
  i32,
  joined,
  named,
  sameMessages,
  sentCall,
  usual,
} from "./feeding.ts";
import { connected, echoCall, found, foundNext, written } from "./golden_layers.ts";

const call = echoCall("binary", 1);
/** As a client that flushes, and does not end its stream, sends it. */
const flushed = (bytes: Uint8Array) => deflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
/** What has been sent of a stream so far. */
const inflated = (bytes: Uint8Array) =>
  new Uint8Array(inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }));

for (const dialect of dialects) {
  test(`${named(dialect)}: calls in a zlib stream, in frames and without, in any chunks`, async () => {
    const calls = fc.array(sentCall(dialect), { minLength: 1, maxLength: 5 });
    const pieces = fc.array(fc.integer({ min: 2, max: 200 }), { minLength: 1, maxLength: 5 });
    const options = { protocol: dialect.protocol, transport: "zlib" } as const;
    await fc.assert(
      fc.asyncProperty(calls, pieces, fc.boolean(), async (calls, pieces, inFrames) => {
        const stream = flushed(joined(calls.map(({ bytes }) => bytes)));
        const sent = inFrames ? joined([...cut(stream, pieces)].map(framed)) : stream;
        const transport = await connected(usual, options);
        const messages = found(transport, cut(sent, [...pieces].reverse()));
        sameMessages(
          messages.map(({ message }) => message),
          calls.map(({ message }) => message),
        );
      }),
      { numRuns: 40 },
    );
  });
}

test("replies are one stream, flushed after each, small and large, compressible and not", async () => {
  const transport = await connected();
  found(transport, [flushed(framed(call))]);
  const noise = Uint8Array.from({ length: 100_000 }, (_, i) => (Math.imul(i, 2_654_435_761) >>> 13) & 255);
  const replies = [call, noise, new Uint8Array(300_000), noise.subarray(0, 1), call, noise];
  let sent: Uint8Array = new Uint8Array(0);
  let expected: Uint8Array = new Uint8Array(0);
  for (const reply of replies) {
    sent = joined([sent, written(transport, undefined, reply)]);
    expected = joined([expected, framed(reply)]) as Uint8Array<ArrayBuffer>;
    assert.deepEqual(inflated(sent), expected);
  }
  assert.ok(sent.length < 250_000, `${sent.length} bytes for ${expected.length}`);
});

test("replies to two connections do not mix", async () => {
  const connections = [await connected(), await connected()];
  for (const transport of connections) found(transport, [flushed(framed(call))]);
  const sent: Uint8Array[][] = [[], []];
  const plain: Uint8Array[][] = [[], []];
  for (let round = 0; round < 5; round++) {
    for (const [index, transport] of connections.entries()) {
      const reply = echoCall("binary", 10 * index + round);
      sent[index]!.push(written(transport, undefined, reply));
      plain[index]!.push(framed(reply));
    }
  }
  for (const index of [0, 1]) assert.deepEqual(inflated(joined(sent[index]!)), joined(plain[index]!));
});

test("replies to a client that puts its stream into frames are frames, one a reply", async () => {
  const transport = await connected();
  found(transport, [framed(flushed(call))]);
  const sent = [1, 2].map((number) => written(transport, undefined, echoCall("binary", number)));
  for (const frame of sent) assert.deepEqual([...frame.subarray(0, 4)], i32(frame.length - 4));
  assert.deepEqual(
    inflated(joined(sent.map((frame) => frame.subarray(4)))),
    joined([echoCall("binary", 1), echoCall("binary", 2)]),
  );
  assert.equal(written(transport, undefined, new Uint8Array(0)).length, 0, "no frame for no reply");
});

test("a client that ends its stream is answered and sends no more", async () => {
  const transport = await connected();
  const stream = deflateSync(framed(call));
  assert.equal(found(transport, cut(stream, [1])).length, 1);
  assert.equal(transport.current.finished, true);
});

test("a client that ends its stream has sent whole messages", async () => {
  const stream = deflateSync(framed(call).subarray(0, -1));
  await refused([stream], "INVALID_DATA", "the zlib stream ends in the middle of a message");
});

test("nothing comes behind the end of a stream", async () => {
  const stream = joined([deflateSync(framed(call)), [1, 2, 3]]);
  await refused([stream], "INVALID_DATA", "3 bytes behind the end of the zlib stream");
});

test("a wrong check sum is refused", async () => {
  const stream = deflateSync(framed(call));
  stream[stream.length - 1]! ^= 1;
  await refused([stream], "INVALID_DATA", "the zlib stream is corrupt: incorrect data check");
});

test("bytes that are no zlib are refused, wherever they come", async () => {
  await refused(
    [Uint8Array.of(0x78, 0x9c, 7, 1, 2, 3)],
    "INVALID_DATA",
    "the zlib stream is corrupt: invalid block type",
  );
  const sent = [flushed(framed(call)), new Uint8Array(9).fill(0xff)];
  await refused(sent, "INVALID_DATA", "the zlib stream is corrupt: invalid block type");
});

test("what is in the stream is held to what the server takes", async () => {
  await refused(
    [flushed(echoCall("compact", 1))],
    "WRONG_DIALECT",
    "the client speaks compact buffered, this server takes binary only",
    { protocol: "binary", transport: "zlib" },
  );
  await refused([flushed(call)], "WRONG_DIALECT", "the client speaks zlib, this server takes framed only", {
    protocol: "auto",
    transport: "framed",
  });
  const twice = flushed(flushed(call));
  await refused([twice], "BAD_VERSION", /^no Thrift dialect begins with 78 9c/);
});

test("a bomb of a thousand to one is refused as soon as its message is too large, whatever it seems to hold", async () => {
  const zeros = new Uint8Array(50_000_000);
  const limits = { ...usual, maxMessageSize: 1_000_000 };
  /** Behind each of these beginnings 50 MB of zeros pass for a part of one message. */
  const beginnings = {
    "an endless string": joined([call.subarray(0, 16), [11, 0, 1], i32(0x7fffffff)]),
    "a large frame": joined([i32(0x7fffffff), call]),
  };
  for (const [what, beginning] of Object.entries(beginnings)) {
    const bomb = flushed(joined([beginning, zeros]));
    assert.ok(bomb.length < 60_000, `${bomb.length} bytes`);
    const transport = await connected(limits);
    transport.push(bomb);
    let most = 0;
    await assert.rejects(
      async () => {
        for (;;) {
          const more = transport.next(answers);
          most = Math.max(most, transport.current.pending);
          assert.ok(more || transport.current.blockedUntil !== undefined, "it waits for more");
          await transport.current.blockedUntil;
        }
      },
      { name: "ProtocolError", kind: "SIZE_LIMIT" },
      what,
    );
    assert.ok(most <= bomb.length + 1_000_000 + 16_384, `${what}: ${most} bytes were held`);
  }
});

test("many small messages in a bomb are taken one after the other, and never held together", async () => {
  const count = 200_000;
  const messages = new Uint8Array(count * call.length);
  for (let index = 0; index < count; index++) messages.set(call, index * call.length);
  const transport = await connected();
  const stream = flushed(messages);
  transport.push(stream);
  let taken = 0;
  while (await foundNext(transport)) {
    taken++;
    assert.ok(transport.current.pending <= stream.length + 16_384 + call.length);
  }
  assert.equal(taken, count);
});

test("others have their turn while a large message is inflated", async () => {
  const transport = await connected();
  const blob = joined([call.subarray(0, 16), [11, 0, 1], i32(9_000_000), new Uint8Array(9_000_001)]);
  transport.push(flushed(blob));
  let turns = 0;
  while (!transport.next(answers)) {
    assert.ok(transport.current.blockedUntil !== undefined, "it waits for more");
    await transport.current.blockedUntil;
    turns++;
  }
  assert.ok(turns >= 30, `${turns} turns`);
  assert.equal(transport.current.end - transport.current.start, blob.length);
});

test("streams with bytes changed: messages, a ProtocolError or a wait for more", async () => {
  const stream = deflateSync(joined([1, 2, 3, 4].map((number) => framed(echoCall("binary", number)))));
  const change = fc.tuple(fc.integer({ min: 2, max: stream.length - 1 }), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const changed = Uint8Array.from(stream);
      for (const [at, to] of changes) changed[at] = to;
      const bytewise = await outcome(changed, 1);
      assert.deepEqual(await outcome(changed, 7), bytewise);
    }),
    { numRuns: 500 },
  );
});

async function outcome(bytes: Uint8Array, size: number): Promise<unknown[]> {
  const transport = await connected();
  const outcomes: unknown[] = [];
  try {
    for (const chunk of cut(bytes, [size])) {
      transport.push(chunk);
      while (transport.next(answers)) outcomes.push(transport.current.end - transport.current.start);
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    outcomes.push("refused"); // of what kind it is depends on how much of the first bytes is there
  }
  return outcomes;
}

async function refused(
  sent: Iterable<Uint8Array>,
  kind: string,
  message: string | RegExp,
  options?: Parameters<typeof connected>[1],
): Promise<void> {
  const transport = await connected(usual, options);
  assert.throws(() => found(transport, sent), { name: "ProtocolError", kind, message });
}
