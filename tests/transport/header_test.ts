// THeader: what a frame may hold, what it is answered in, and what of it is refused, with an answer where one is possible.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { ProtocolError, type ProtocolErrorKind } from "../../src/protocol/errors.ts";
import { Output } from "../../src/protocol/output.ts";
import type { HeaderEnvelope } from "../../src/transport/header/envelope.ts";
import { headerBlock, readHeaderBlock } from "../../src/transport/header/format.ts";
import { HeaderTransport } from "../../src/transport/header/transport.ts";
import type { InnerTransport } from "../../src/transport/layer.ts";
import { answers, cut, framed, i32, joined, letters, usual } from "./feeding.ts";
import { connected, echoCall, found, written } from "./golden_layers.ts";

const binary = echoCall("binary", 1);
const compact = echoCall("compact", 2);

/** A header frame. The block is padded unless it is meant to be wrong. */
function headerFrame(
  block: readonly number[],
  payload: Uint8Array | readonly number[],
  { sequenceNumber = 7, flags = 0, words = Math.ceil(block.length / 4) } = {},
): Uint8Array {
  const padded = joined([block, new Uint8Array((4 - (block.length % 4)) % 4)]);
  return framed(
    joined([
      [0x0f, 0xff, flags >> 8, flags & 255],
      i32(sequenceNumber),
      [words >> 8, words & 255],
      padded,
      payload,
    ]),
  );
}

const text = (string: string) => [string.length, ...letters(string)];

test("one connection may send every form, each answered in its own, in any order", async () => {
  const transport = await connected();
  const forms = [
    { sent: headerFrame([0, 0], binary), reply: (r: Uint8Array) => headerFrame([0, 0], r) },
    { sent: framed(compact), reply: framed },
    { sent: compact, reply: (r: Uint8Array) => r },
    { sent: headerFrame([2, 0], compact), reply: (r: Uint8Array) => headerFrame([2, 0], r) },
    { sent: binary, reply: (r: Uint8Array) => r },
    { sent: framed(binary), reply: framed },
  ];
  const messages = found(transport, cut(joined(forms.map(({ sent }) => sent)), [5]));
  assert.deepEqual(
    messages.map(({ protocol }) => protocol),
    ["binary", "compact", "compact", "compact", "binary", "binary"],
  );
  // The last first: replies of pipelined calls come as they finish.
  for (const [index, { reply }] of [...forms.entries()].reverse()) {
    const body = Uint8Array.of(1, 2, 3);
    assert.deepEqual(written(transport, messages[index]!.envelope, body), reply(body), `form ${index}`);
  }
});

test("a server that is told to speak header takes what comes first in any of the forms", async () => {
  for (const first of [binary, framed(binary), compact, framed(compact)]) {
    const transport = await connected(usual, { protocol: "auto", transport: "header" });
    assert.equal(found(transport, [first, headerFrame([2, 0], compact), binary]).length, 3);
  }
});

test("a server that is told a protocol takes no message of another, in whatever form", async () => {
  for (const sent of [headerFrame([2, 0], compact), framed(compact), compact]) {
    const transport = await connected(usual, { protocol: "binary", transport: "auto" });
    found(transport, [headerFrame([0, 0], binary)]);
    assert.throws(
      () => found(transport, [sent]),
      /the client speaks compact \w+, this server takes binary only/,
    );
  }
});

test("sequence number and flags come back, and no transform", async () => {
  const transport = await connected();
  const options = { sequenceNumber: -2, flags: 0xabcd };
  const [message] = found(transport, [headerFrame([0, 1, 1], deflateSync(binary), options)]);
  assert.deepEqual(message!.message, binary);
  assert.deepEqual(
    written(transport, message!.envelope, Uint8Array.of(9)),
    headerFrame([0, 0], [9], options),
  );
});

test("reply headers go into the frame, whatever they are called and whatever is in them", async () => {
  const transport = await connected();
  const [message] = found(transport, [headerFrame([0, 0], binary)]);
  const headers = { a: "b", "": "", ["__proto__"]: "x", ключ: "значение", long: "y".repeat(50_000) };
  const client = await connected();
  for (const reply of [1, 2, 3, 4].map((length) => new Uint8Array(length).fill(7))) {
    message!.envelope!.replyHeaders = { ...headers };
    const bytes = written(transport, message!.envelope, reply);
    const [received] = found(client, [bytes]);
    assert.deepEqual(received!.message, reply);
    assert.deepEqual(Object.entries(received!.envelope!.headers), Object.entries(headers));
  }
});

test("reply headers that no frame has room for are left out, and the reply is sent", async () => {
  const transport = await connected();
  const [message] = found(transport, [headerFrame([0, 0], binary)]);
  message!.envelope!.replyHeaders = { much: "x".repeat(65_530) };
  assert.deepEqual(written(transport, message!.envelope, Uint8Array.of(9)), headerFrame([0, 0], [9]));
});

test("a call that has no reply is answered with nothing, in every form", async () => {
  const transport = await connected();
  for (const sent of [headerFrame([0, 0], binary), framed(binary), binary]) {
    const [message] = found(transport, [sent]);
    assert.equal(written(transport, message!.envelope, new Uint8Array(0)).length, 0);
  }
});

test("what stands behind the headers that are known is passed over", async () => {
  const transport = await connected();
  const block = [0, 0, 1, 1, ...text("a"), ...text("b"), 1, 1, ...text("c"), ...text("d"), 9, 1, 2, 3, 4, 5];
  const [message] = found(transport, [headerFrame(block, binary)]);
  assert.deepEqual(message!.headers, { a: "b", c: "d" });
  assert.deepEqual(message!.message, binary);
});

test("header text that is not UTF-8 is read a character a byte, and a byte order mark is kept", () => {
  const block = Uint8Array.from([0, 0, 1, 1, 2, 0xff, 0x41, 4, 0xef, 0xbb, 0xbf, 0x42]);
  assert.deepEqual({ ...readHeaderBlock(block, 0, block.length).headers }, { "\u00ffA": "\ufeffB" });
});

test("header blocks come back as they were written", () => {
  const headers = fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }));
  fc.assert(
    fc.property(fc.constantFrom(0, 2), headers, (protocolId, headers) => {
      const block = headerBlock(protocolId, headers);
      assert.equal(block.length % 4, 0);
      const read = readHeaderBlock(block, 0, block.length);
      assert.equal(read.protocolId, protocolId);
      assert.deepEqual(Object.entries(read.headers).sort(), Object.entries(headers).sort());
    }),
  );
});

interface Refused {
  readonly what: string;
  readonly sent: Uint8Array;
  readonly kind: ProtocolErrorKind;
  readonly message: RegExp;
  /** TApplicationException's type, where the client is told. */
  readonly type?: number;
}

const bomb = deflateSync(new Uint8Array(usual.maxMessageSize + 1));

const refused: readonly Refused[] = [
  {
    what: "an unknown transform",
    sent: headerFrame([0, 1, 3], binary),
    kind: "INVALID_DATA",
    message: /^Unknown transform: 3; this server knows 1, zlib$/,
    type: 8,
  },
  {
    what: "JSON, which Apache's libraries do not take here",
    sent: headerFrame([1, 0], binary),
    kind: "BAD_VERSION",
    message: /^Unknown protocol: 1; a header frame holds 0, binary, or 2, compact$/,
    type: 9,
  },
  {
    what: "five transforms",
    sent: headerFrame([0, 5, 1, 1, 1, 1, 1], binary),
    kind: "SIZE_LIMIT",
    message: /^5 header transforms; the limit is 4$/,
    type: 7,
  },
  {
    what: "a transform that is no zlib",
    sent: headerFrame([0, 1, 1], binary),
    kind: "INVALID_DATA",
    message: /^the zlib transform of a frame is corrupt: incorrect header check$/,
    type: 7,
  },
  {
    what: "a transform that ends early",
    sent: headerFrame([0, 1, 1], deflateSync(binary).subarray(0, -5)),
    kind: "INVALID_DATA",
    message: /^the zlib transform of a frame is corrupt: unexpected end of file$/,
    type: 7,
  },
  {
    what: "a transform whose check sum is wrong",
    sent: headerFrame([0, 1, 1], joined([deflateSync(binary).subarray(0, -1), [0xee]])),
    kind: "INVALID_DATA",
    message: /^the zlib transform of a frame is corrupt: incorrect data check$/,
    type: 7,
  },
  {
    what: "a bomb",
    sent: headerFrame([0, 1, 1], bomb),
    kind: "SIZE_LIMIT",
    message: /^a message of more than 16384000 bytes behind its zlib transform$/,
    type: 7,
  },
  {
    what: "no message",
    sent: headerFrame([0, 0], []),
    kind: "INVALID_DATA",
    message: /^a header frame without a message$/,
    type: 7,
  },
  {
    what: "a header larger than its frame",
    sent: headerFrame([0, 0], [1, 2, 3], { words: 2 }),
    kind: "INVALID_DATA",
    message: /^a header of 8 bytes in a frame of 17$/,
    type: 7,
  },
  {
    what: "a header that is too large",
    sent: headerFrame([0, 0], new Uint8Array(70_000), { words: 16_385 }),
    kind: "SIZE_LIMIT",
    message: /^a header of 65540 bytes; the limit is 65536$/,
    type: 7,
  },
  {
    what: "a header without a protocol",
    sent: headerFrame([], binary),
    kind: "INVALID_DATA",
    message: /./,
    type: 7,
  },
  {
    what: "more headers than there are",
    sent: headerFrame([0, 0, 1, 0x7f, ...text("a"), ...text("b")], binary),
    kind: "INVALID_DATA",
    message: /./,
    type: 7,
  },
  {
    what: "a header longer than what is left",
    sent: headerFrame([0, 0, 1, 1, 0x7f, 1, 1, 1], binary),
    kind: "INVALID_DATA",
    message: /^a header of 127 bytes is longer than what is left of its frame's header$/,
    type: 7,
  },
  {
    what: "a header of a negative length",
    sent: headerFrame([0, 0, 1, 1, 0xff, 0xff, 0xff, 0xff, 0x0f], binary),
    kind: "INVALID_DATA",
    message: /^a negative length in a frame's header: -1$/,
    type: 7,
  },
  {
    what: "a frame too short for a header",
    sent: framed(Uint8Array.of(0x0f, 0xff, 0, 0, 0, 0, 0, 1, 0)),
    kind: "INVALID_DATA",
    message: /^a header frame of 9 bytes; it has at least 10$/,
  },
  {
    what: "a frame with noise in it",
    sent: joined([i32(20), [1, 2]]),
    kind: "BAD_VERSION",
    message: /^a frame holds neither a header, nor a strict binary message, nor a compact one$/,
  },
  {
    what: "a frame of no bytes",
    sent: joined([i32(0), [0, 0]]),
    kind: "NEGATIVE_SIZE",
    message: /^a frame of 0 bytes$/,
  },
  {
    what: "a frame of 1 GB",
    sent: joined([i32(0x3fffffff), [0x0f, 0xff]]),
    kind: "SIZE_LIMIT",
    message: /^a frame of 1073741823 bytes; the limit is 16384000$/,
  },
];

for (const { what, sent, kind, message, type } of refused) {
  test(`${what} is refused${type === undefined ? "" : ", and the client is told in a header frame"}`, async () => {
    const transport = await connected();
    found(transport, [headerFrame([0, 0], binary)]);
    const error = thrown(transport, sent);
    assert.equal(error.kind, kind);
    assert.match(error.message, message);
    const output = new Output(16);
    transport.current.answerError!(output, error);
    const answer = output.bytes.slice(0, output.position);
    if (type === undefined) {
      assert.equal(answer.length, 0);
      return;
    }
    const [told] = found(await connected(), [answer]);
    const envelope = told!.envelope as HeaderEnvelope;
    assert.equal(envelope.sequenceNumber, 7);
    assert.deepEqual(told!.message, exception(7, error.message, type));
  });
}

test("a compact client is told in compact", async () => {
  const transport = await connected();
  const error = thrown(transport, headerFrame([2, 1, 9], compact, { sequenceNumber: 300 }));
  const output = new Output(16);
  transport.current.answerError!(output, error);
  const [told] = found(await connected(), [output.bytes.slice(0, output.position)]);
  assert.equal(told!.protocol, "compact");
  const words = letters(error.message);
  assert.deepEqual(
    told!.message,
    Uint8Array.from([0x82, 0x61, 0xac, 2, 0, 0x18, words.length, ...words, 0x15, 16, 0]),
  );
});

test("nobody is told about a frame that could be read", async () => {
  const transport = await connected();
  found(transport, [headerFrame([0, 0], binary)]);
  const output = new Output(16);
  transport.current.answerError!(output, new ProtocolError("INVALID_DATA", "of another call"));
  assert.equal(output.position, 0);
});

test("a client's own messages are header frames that count up", () => {
  const client = new HeaderTransport("compact", usual);
  const output = new Output(16);
  for (const body of [1, 2]) {
    const mark = client.beginReply(output, undefined);
    output.append(Uint8Array.of(body));
    client.endReply(output, mark, undefined);
  }
  assert.deepEqual(
    output.bytes.slice(0, output.position),
    joined([
      headerFrame([2, 0], [1], { sequenceNumber: 1 }),
      headerFrame([2, 0], [2], { sequenceNumber: 2 }),
    ]),
  );
});

test("frames with bytes changed: messages, a ProtocolError or a wait for more, the same in any chunks", async () => {
  const whole = joined([
    headerFrame([2, 1, 1, 1, 1, ...text("trace"), ...text("abc")], deflateSync(compact)),
    headerFrame([0, 0], binary),
    framed(compact),
    binary,
  ]);
  const outcome = async (bytes: Uint8Array, size: number): Promise<unknown[]> => {
    const transport = await connected();
    const outcomes: unknown[] = [];
    try {
      for (const chunk of cut(bytes, [size])) {
        transport.push(chunk);
        while (transport.next(answers)) {
          const { bytes, start, end } = transport.current;
          outcomes.push(Buffer.from(bytes.subarray(start, end)).toString("hex"));
        }
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      outcomes.push(error.kind);
    }
    return outcomes;
  };
  const change = fc.tuple(fc.integer({ min: 6, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const changed = whole.slice();
      for (const [at, to] of changes) changed[at] = to;
      const bytewise = await outcome(changed, 1);
      assert.deepEqual(await outcome(changed, 7), bytewise);
      assert.deepEqual(await outcome(changed, whole.length), bytewise);
    }),
    { numRuns: 500 },
  );
});

function thrown(transport: InnerTransport, bytes: Uint8Array): ProtocolError {
  try {
    found(transport, [bytes]);
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** A binary reply that carries a TApplicationException. */
function exception(sequenceId: number, message: string, type: number): Uint8Array {
  const words = letters(message);
  return Uint8Array.from([
    ...[0x80, 1, 0, 3, 0, 0, 0, 0],
    ...i32(sequenceId),
    ...[11, 0, 1],
    ...i32(words.length),
    ...words,
    ...[8, 0, 2],
    ...i32(type),
    0,
  ]);
}
