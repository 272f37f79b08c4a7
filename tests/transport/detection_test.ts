// Dialects are told from a client's first bytes, in whatever pieces these come.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ProtocolError } from "../../src/protocol/errors.ts";
import { protocolNames } from "../../src/protocol/names.ts";
import type { DialectOptions } from "../../src/transport/dialect.ts";
import { detectDialect, nameOf, type Spoken } from "../../src/transport/first_bytes.ts";
import { binaryCall, compactCall, framed, i32, joined, jsonCall, letters } from "./feeding.ts";

const any: DialectOptions = { protocol: "auto", transport: "auto" };
const oldCall = (name: string) => [...i32(name.length), ...letters(name), 1, ...i32(1), 0];
const strict = joined([binaryCall(), [0]]);
const compact = joined([compactCall(), [0]]);
const headerFrame = framed(joined([[0x0f, 0xff, 0, 0], i32(1), [0, 1], i32(0), strict]));
const json = joined([jsonCall(), letters("{}]")]);

interface FirstBytes {
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly dialect: Spoken;
  /** How many bytes it takes to tell. */
  readonly takes: number;
}

const first: readonly FirstBytes[] = [
  { what: "strict binary", bytes: strict, dialect: { protocol: "binary", transport: "buffered" }, takes: 2 },
  {
    what: "strict binary in a frame",
    bytes: framed(strict),
    dialect: { protocol: "binary", transport: "framed" },
    takes: 6,
  },
  {
    what: "old binary",
    bytes: Uint8Array.from(oldCall("add")),
    dialect: { protocol: "binary", transport: "buffered" },
    takes: 6,
  },
  {
    what: "old binary with a name of one letter",
    bytes: Uint8Array.from(oldCall("a")),
    dialect: { protocol: "binary", transport: "buffered" },
    takes: 6,
  },
  {
    what: "old binary with a name that is not ASCII",
    bytes: joined([i32(3), [0xe2, 0x82, 0xac], [1], i32(1), [0]]),
    dialect: { protocol: "binary", transport: "buffered" },
    takes: 6,
  },
  {
    what: "old binary in a frame",
    bytes: framed(Uint8Array.from(oldCall("add"))),
    dialect: { protocol: "binary", transport: "framed" },
    takes: 8,
  },
  { what: "compact", bytes: compact, dialect: { protocol: "compact", transport: "buffered" }, takes: 2 },
  {
    what: "compact in a frame",
    bytes: framed(compact),
    dialect: { protocol: "compact", transport: "framed" },
    takes: 6,
  },
  { what: "JSON", bytes: json, dialect: { protocol: "json", transport: "buffered" }, takes: 2 },
  {
    what: "JSON in a frame",
    bytes: framed(json),
    dialect: { protocol: "json", transport: "framed" },
    takes: 6,
  },
  {
    what: "a frame of 16 MB",
    bytes: joined([i32(16_000_000), binaryCall()]),
    dialect: { protocol: "binary", transport: "framed" },
    takes: 6,
  },
  { what: "a header frame", bytes: headerFrame, dialect: { transport: "header" }, takes: 6 },
  {
    what: "a header frame in a frame",
    bytes: framed(headerFrame),
    dialect: { transport: "header", inFrames: true },
    takes: 8,
  },
  ...[0x01, 0x5e, 0x9c, 0xda].flatMap((second): FirstBytes[] => [
    {
      what: `a zlib stream 78 ${second.toString(16)}`,
      bytes: Uint8Array.of(0x78, second, 1, 2, 3, 4, 5, 6),
      dialect: { transport: "zlib" },
      takes: 2,
    },
    {
      what: `a zlib stream 78 ${second.toString(16)} in frames`,
      bytes: framed(Uint8Array.of(0x78, second, 1, 2, 3, 4, 5, 6)),
      dialect: { transport: "zlib", inFrames: true },
      takes: 6,
    },
  ]),
];

for (const { what, bytes, dialect, takes } of first) {
  test(`${what} is told from its first ${takes} bytes`, () => {
    assert.deepEqual(detectDialect(bytes, any), dialect);
    for (let length = 0; length <= bytes.length; length++) {
      const told = detectDialect(bytes.subarray(0, length), any);
      assert.deepEqual(told, length < takes ? undefined : dialect, `after ${length} bytes`);
    }
  });

  test(`${what} is let in by options that allow it and by no others`, () => {
    for (const protocol of ["auto", ...protocolNames] as const) {
      for (const transport of ["auto", "buffered", "framed", "header", "zlib"] as const) {
        const options = { protocol, transport };
        const asked = [protocol, transport].filter((part) => part !== "auto");
        const right =
          (protocol === "auto" || protocol === (dialect.protocol ?? protocol)) &&
          (transport === "auto" ||
            transport === dialect.transport ||
            (transport === "header" && dialect.transport !== "zlib" && dialect.protocol !== "json"));
        if (right) assert.deepEqual(detectDialect(bytes, options), dialect);
        else {
          assert.throws(
            () => detectDialect(bytes, options),
            new ProtocolError(
              "WRONG_DIALECT",
              `the client speaks ${nameOf(dialect)}, this server takes ${asked.join(" ")} only`,
            ),
          );
        }
      }
    }
  });
}

const refused = [
  {
    what: "an HTTP request",
    bytes: letters("GET / HTTP/1.1\r\nHost: x\r\n"),
    message: 'no Thrift dialect begins with "GET / HTTP/1.1\\r\\n"',
  },
  {
    what: "text with bytes in it that are none",
    bytes: [...letters("SSH-2.0"), 0, 0xff, ...letters("x\r\n")],
    message: 'no Thrift dialect begins with "SSH-2.0..x\\r\\n"',
  },
  {
    what: "a TLS client's hello",
    bytes: [0x16, 0x03, 0x01, 0x01, 0x2c, 0x01, 0x00, 0x01, 0x28, 0x03, 0x03],
    message: "no Thrift dialect begins with a TLS handshake: 16 03 01 01 2c 01 00 01 28 03 03",
  },
  {
    what: "a TLS client's hello of 512 bytes, whose fifth byte could be an old message's first",
    bytes: [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03],
    message: "no Thrift dialect begins with a TLS handshake: 16 03 01 02 00 01 00 01 fc 03 03",
  },
  {
    what: "noise",
    bytes: [0xff, 0xfe, 0xfd],
    message: "no Thrift dialect begins with ff fe fd",
  },
  {
    what: "binary of another version",
    bytes: [0x80, 0x02, 0, 1, 0, 0, 0, 1, 0x61],
    message: "no Thrift dialect begins with 80 02 00 01 00 00 00 01 61",
  },
  {
    what: "compact of another version",
    bytes: [0x82, 0x22, 1, 1, 0x61, 0],
    message: "no Thrift dialect begins with 82 22 01 01 61 00",
  },
  {
    what: "a frame with noise in it",
    bytes: [0, 0, 0, 20, 0xff, 0xff, 1, 2, 3],
    message: "no Thrift dialect begins with 00 00 00 14 ff ff 01 02 03",
  },
  {
    what: "a zlib stream with a dictionary",
    bytes: [0x78, 0xbb, 0, 1, 2, 3],
    message: "no Thrift dialect begins with 78 bb 00 01 02 03",
  },
  {
    what: "more than is worth showing",
    bytes: Array.from({ length: 40 }, () => 0xee),
    message: `no Thrift dialect begins with ${"ee ".repeat(16).trimEnd()}`,
  },
];

for (const { what, bytes, message } of refused) {
  test(`${what} is refused, and is never taken for Thrift on the way`, () => {
    const all = Uint8Array.from(bytes);
    assert.throws(() => detectDialect(all, any), new ProtocolError("BAD_VERSION", message));
    for (let length = 0; length < all.length; length++) {
      try {
        assert.equal(detectDialect(all.subarray(0, length), any), undefined, `after ${length} bytes`);
      } catch (error) {
        assert.ok(error instanceof ProtocolError, String(error));
        assert.equal(error.kind, "BAD_VERSION");
        assert.match(error.message, /^no Thrift dialect begins with /);
      }
    }
  });
}

test("what a layer holds is messages, and not another layer", () => {
  const inside = { ...any, insideLayer: true };
  for (const { bytes, dialect } of first) {
    if (dialect.transport !== "zlib" && !dialect.inFrames) {
      assert.deepEqual(detectDialect(bytes, inside), dialect);
    } else assert.throws(() => detectDialect(bytes, inside), /^ProtocolError: no Thrift dialect begins with/);
  }
});
