// Sizes and depths that a client may not go past, to the byte and to the level.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ProtocolError, type ProtocolErrorKind } from "../../src/protocol/errors.ts";
import { createTransport } from "../../src/transport/create_transport.ts";
import type { Dialect } from "../../src/transport/dialect.ts";
import {
  answers,
  binaryCall,
  compactCall,
  cut,
  framed,
  i32,
  joined,
  jsonCall,
  letters,
  messagesIn,
  usual,
} from "./feeding.ts";

const framedBinary: Dialect = { protocol: "binary", transport: "framed" };
const binary = { protocol: "binary", transport: "buffered" } as const;
const compact = { protocol: "compact", transport: "buffered" } as const;
const json = { protocol: "json", transport: "buffered" } as const;

/** A binary field's header. */
const field = (type: number) => [type, 0, 1];

interface Refused {
  readonly what: string;
  readonly dialect: Dialect;
  readonly bytes: readonly number[];
  readonly kind: ProtocolErrorKind;
  readonly message: string;
}

const refused: readonly Refused[] = [
  {
    what: "a frame of no bytes",
    dialect: framedBinary,
    bytes: i32(0),
    kind: "NEGATIVE_SIZE",
    message: "a frame of 0 bytes",
  },
  {
    what: "a frame of a negative size",
    dialect: framedBinary,
    bytes: i32(-2),
    kind: "NEGATIVE_SIZE",
    message: "a frame of -2 bytes",
  },
  {
    what: "a frame a byte too large",
    dialect: framedBinary,
    bytes: [...i32(16_384_001), ...binaryCall("x".repeat(500))],
    kind: "SIZE_LIMIT",
    message: "a frame of 16384001 bytes; the limit is 16384000",
  },
  {
    what: "binary: no version 1",
    dialect: binary,
    bytes: [0x80, 0x03, 0, 1],
    kind: "BAD_VERSION",
    message: "0x80030001 where a binary message begins",
  },
  {
    what: "binary: a negative name",
    dialect: binary,
    bytes: [0x80, 0x01, 0, 1, ...i32(-1)],
    kind: "NEGATIVE_SIZE",
    message: "a length of -1",
  },
  {
    what: "binary: a negative string",
    dialect: binary,
    bytes: [...binaryCall(), ...field(11), ...i32(-7)],
    kind: "NEGATIVE_SIZE",
    message: "a length of -7",
  },
  {
    what: "binary: a negative list",
    dialect: binary,
    bytes: [...binaryCall(), ...field(15), 8, ...i32(-1)],
    kind: "NEGATIVE_SIZE",
    message: "a length of -1",
  },
  {
    what: "binary: a negative set",
    dialect: binary,
    bytes: [...binaryCall(), ...field(14), 11, ...i32(-1)],
    kind: "NEGATIVE_SIZE",
    message: "a length of -1",
  },
  {
    what: "binary: a negative map",
    dialect: binary,
    bytes: [...binaryCall(), ...field(13), 11, 11, ...i32(-0x80000000)],
    kind: "NEGATIVE_SIZE",
    message: "a length of -2147483648",
  },
  {
    what: "binary: a string of 2 GB",
    dialect: binary,
    bytes: [...binaryCall(), ...field(11), ...i32(0x7fffffff)],
    kind: "SIZE_LIMIT",
    message: "a message of 2147483663 bytes or more; the limit is 104857600",
  },
  {
    what: "binary: a list of 2,000,000,000 structs",
    dialect: binary,
    bytes: [...binaryCall(), ...field(15), 12, ...i32(2_000_000_000)],
    kind: "SIZE_LIMIT",
    message: "a message of 2000000016 bytes or more; the limit is 104857600",
  },
  {
    what: "binary: a list of numbers that are larger than they are many",
    dialect: binary,
    bytes: [...binaryCall(), ...field(15), 10, ...i32(20_000_000)],
    kind: "SIZE_LIMIT",
    message: "a message of 160000016 bytes or more; the limit is 104857600",
  },
  {
    what: "binary: a map of 2,000,000,000 pairs",
    dialect: binary,
    bytes: [...binaryCall(), ...field(13), 11, 12, ...i32(2_000_000_000)],
    kind: "SIZE_LIMIT",
    message: "a message of 4000000016 bytes or more; the limit is 104857600",
  },
  {
    what: "binary: a field of no type",
    dialect: binary,
    bytes: [...binaryCall(), ...field(77)],
    kind: "INVALID_DATA",
    message: "no type has the number 77",
  },
  {
    what: "binary: elements of no type",
    dialect: binary,
    bytes: [...binaryCall(), ...field(15), 5, ...i32(3)],
    kind: "INVALID_DATA",
    message: "no type has the number 5",
  },
  {
    what: "compact: no version 1",
    dialect: compact,
    bytes: [0x82, 0x22],
    kind: "BAD_VERSION",
    message: "0x82 0x22 where a compact message begins",
  },
  {
    what: "compact: a string of 2^31 bytes, which is negative in Apache's eyes",
    dialect: compact,
    bytes: [...compactCall(), 0x18, 0x80, 0x80, 0x80, 0x80, 0x08],
    kind: "NEGATIVE_SIZE",
    message: "a length of -2147483648",
  },
  {
    what: "compact: a length without end",
    dialect: compact,
    bytes: [...compactCall(), 0x18, 0xff, 0xff, 0xff, 0xff, 0xff],
    kind: "INVALID_DATA",
    message: "a number of more than 5 bytes",
  },
  {
    what: "compact: an i64 without end",
    dialect: compact,
    bytes: [...compactCall(), 0x16, ...Array.from({ length: 10 }, () => 0x80)],
    kind: "INVALID_DATA",
    message: "a number of more than 10 bytes",
  },
  {
    what: "compact: a list of 2,000,000,000 structs",
    dialect: compact,
    bytes: [...compactCall(), 0x19, 0xfc, 0x80, 0xa8, 0xd6, 0xb9, 0x07],
    kind: "SIZE_LIMIT",
    message: "a message of 2000000008 bytes or more; the limit is 104857600",
  },
  {
    what: "compact: a map of 2,000,000,000 pairs",
    dialect: compact,
    bytes: [...compactCall(), 0x1b, 0x80, 0xa8, 0xd6, 0xb9, 0x07, 0x8c],
    kind: "SIZE_LIMIT",
    message: "a message of 4000000008 bytes or more; the limit is 104857600",
  },
  {
    what: "compact: a field of no type",
    dialect: compact,
    bytes: [...compactCall(), 0x1f],
    kind: "INVALID_DATA",
    message: "no compact type has the number 15",
  },
  {
    what: "JSON: no array",
    dialect: json,
    bytes: letters("{"),
    kind: "BAD_VERSION",
    message: "0x7b where a JSON message begins",
  },
];

for (const { what, dialect, bytes, kind, message } of refused) {
  test(`${what} is refused as soon as it can be told`, () => {
    const all = Uint8Array.from(bytes);
    for (const sizes of [[all.length], [1]]) {
      assert.throws(() => messagesIn(dialect, cut(all, sizes)), new ProtocolError(kind, message));
    }
    // One byte before its last it could still have become a message.
    assert.deepEqual(messagesIn(dialect, cut(all.subarray(0, -1), [1])), []);
  });
}

/** The name's length makes the message as long as is wanted. */
const ofLength = {
  binary: (length: number) => joined([binaryCall("x".repeat(length - 13)), [0]]),
  "binary that ends in a string": (length: number) =>
    joined([binaryCall("n"), field(11), i32(length - 21), new Uint8Array(length - 21), [0]]),
  JSON: (length: number) => joined([jsonCall("x".repeat(length - 13)), letters("{}]")]),
} as const;

for (const what of ["binary", "binary that ends in a string", "JSON"] as const) {
  const dialect = what === "JSON" ? json : binary;

  test(`${what}: a message may be as large as the limit and not a byte larger`, () => {
    const message = ofLength[what](100);
    assert.equal(message.length, 100);
    for (const sizes of [[100], [1], [99, 1]]) {
      const chunks = () => cut(message, sizes);
      assert.deepEqual(messagesIn(dialect, chunks(), { ...usual, maxMessageSize: 100 }), [message]);
      assert.throws(
        () => messagesIn(dialect, chunks(), { ...usual, maxMessageSize: 99 }),
        new ProtocolError("SIZE_LIMIT", "a message of 100 bytes or more; the limit is 99"),
      );
    }
  });
}

test("compact: a message of nothing but flags may be as large as the limit and not a byte larger", () => {
  const begin = compactCall("n");
  const message = joined([begin, Array.from({ length: 99 - begin.length }, () => 0x11), [0]]);
  for (const sizes of [[100], [1], [50]]) {
    const chunks = () => cut(message, sizes);
    assert.deepEqual(messagesIn(compact, chunks(), { ...usual, maxMessageSize: 100 }), [message]);
    assert.throws(() => messagesIn(compact, chunks(), { ...usual, maxMessageSize: 99 }), {
      name: "ProtocolError",
      kind: "SIZE_LIMIT",
    });
  }
});

test("a frame may be as large as either limit allows and not a byte larger", () => {
  const message = ofLength.binary(100);
  for (const limits of [
    { maxFrameSize: 100, maxMessageSize: 1000, maxHeaderSize: 1000 },
    { maxFrameSize: 1000, maxMessageSize: 100, maxHeaderSize: 1000 },
  ]) {
    assert.deepEqual(messagesIn(framedBinary, [framed(message)], limits), [message]);
    assert.throws(
      () => messagesIn(framedBinary, [framed(ofLength.binary(101))], limits),
      new ProtocolError("SIZE_LIMIT", "a frame of 101 bytes; the limit is 100"),
    );
  }
});

/** Structs in each other, the arguments' own counted: it is the outermost. */
const structs = {
  binary: (levels: number) =>
    joined([
      binaryCall(),
      Array.from({ length: levels - 1 }, () => field(12)).flat(),
      Array.from({ length: levels }, () => 0),
    ]),
  compact: (levels: number) =>
    joined([
      compactCall(),
      Array.from({ length: levels - 1 }, () => 0x1c),
      Array.from({ length: levels }, () => 0),
    ]),
};

/** Lists in each other, each of one element, and in the innermost an empty string; then the arguments' end. */
const lists = {
  binary: (levels: number) =>
    joined([
      binaryCall(),
      field(15),
      Array.from({ length: levels - 1 }, () => [15, ...i32(1)]).flat(),
      [11, ...i32(1), ...i32(0)],
      [0],
    ]),
  compact: (levels: number) =>
    joined([compactCall(), [0x19], Array.from({ length: levels - 1 }, () => 0x19), [0x18, 0], [0]]),
};

const tooDeep = new ProtocolError("DEPTH_LIMIT", "structs and containers are nested more than 4096 deep");

for (const dialect of [binary, compact]) {
  test(`${dialect.protocol}: the end of a message nested too deep is found, so that it can be answered`, () => {
    const deep = structs[dialect.protocol](4096);
    for (const sizes of [[deep.length], [1]]) {
      assert.deepEqual(messagesIn(dialect, cut(deep, sizes)), [deep]);
      assert.throws(() => messagesIn(dialect, cut(structs[dialect.protocol](4097), sizes)), tooDeep);
    }
  });

  test(`${dialect.protocol}: containers cannot be nested without end either`, () => {
    const deepest = lists[dialect.protocol](4095);
    assert.deepEqual(messagesIn(dialect, [deepest]), [deepest]);
    assert.throws(() => messagesIn(dialect, [lists[dialect.protocol](4096)]), tooDeep);
  });
}

test("json: brackets are nested 8192 deep, as 64 structs of 64 containers each may be, and no deeper", () => {
  const nested = (levels: number) => letters("[".repeat(levels) + "]".repeat(levels));
  const deepest = Uint8Array.from(nested(8192));
  for (const sizes of [[deepest.length], [1]]) {
    assert.deepEqual(messagesIn(json, cut(deepest, sizes)), [deepest]);
    assert.throws(() => messagesIn(json, cut(Uint8Array.from(nested(8193)), sizes)), { kind: "DEPTH_LIMIT" });
  }
  const beside = joined([letters("["), letters("[{}]".repeat(10_000)), letters("]")]);
  assert.deepEqual(messagesIn(json, [beside]), [beside]);
});

test("json: brackets in strings count for nothing, and escaped quotes end none", () => {
  for (const text of ['"]"', '"\\""', '"\\"]"', '"\\\\"', '"\\\\\\"]"', '"}{[["', '"\\u0022]"']) {
    const message = joined([letters("["), letters(text), letters("]")]);
    for (const sizes of [[100], [1], [2], [3]]) {
      assert.deepEqual(messagesIn(json, cut(joined([message, message]), sizes)), [message, message], text);
    }
  }
});

test("a frame that is too large is refused with its beginning, and passed over without being kept", () => {
  const transport = createTransport(framedBinary, { ...usual, maxFrameSize: 1000, maxMessageSize: 1000 });
  const large = ofLength["binary that ends in a string"](5000);
  const next = ofLength.binary(100);
  let refusals = 0;
  const found: Uint8Array[] = [];
  for (const chunk of cut(joined([framed(large), framed(next)]), [100, 1, 999])) {
    transport.push(chunk);
    while (transport.next(answers)) {
      const message = transport.bytes.slice(transport.start, transport.end);
      if (transport.refusal === undefined) found.push(message);
      else {
        refusals++;
        assert.deepEqual(message, large.subarray(0, message.length));
        assert.ok(message.length >= 512, "enough to be answered");
        assert.equal(transport.skippingRest, true);
      }
    }
    if (transport.skippingRest) assert.equal(transport.pending, 0, "nothing of it is kept");
  }
  assert.equal(refusals, 1);
  assert.deepEqual(found, [next]);
  assert.equal(transport.skippingRest, false);
});
