// Strings of every script and length, and bytes that are no strings.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { compileCodec } from "../../src/codec/compile.ts";
import { longestCopy } from "../../src/protocol/bytes.ts";
import { ProtocolError } from "../../src/protocol/errors.ts";
import { inputOf, protocols, readCall, written } from "../fixtures/messages.ts";
import { base, field, list, service, struct } from "./built.ts";

const strings = service({ f: list(base("string")) });
const bytes = service({ f: list(base("binary")) });
const tilde = 0x7e;

for (const protocol of protocols) {
  const codec = compileCodec(strings, protocol);
  const trip = (values: readonly string[]): unknown => {
    const call = written((output) => codec.functions[0]!.writeCall(output, 1, [values]));
    return readCall(codec, inputOf(call)).args[0];
  };

  test(`${protocol}: strings of every length and script come back as they were`, () => {
    const scripts = ["a", "é", "ж", "世", "🎉", "\0", "\u007f", "\ufeff", "\ufffd", "\u2028", "aé世🎉"];
    const lengths = [
      ...Array(70).keys(),
      126,
      127,
      128,
      129,
      255,
      256,
      257,
      5000,
      5461,
      5462,
      16_383,
      16_385,
      70_000,
    ];
    for (const script of scripts) {
      const values = lengths.map((length) => script.repeat(length));
      assert.deepEqual(trip(values), values);
      const mixed = lengths.map((length) => `${"x".repeat(length)}${script}`);
      assert.deepEqual(trip(mixed), mixed);
    }
  });

  test(`${protocol}: a long text is written in pieces that cut no pair of surrogates`, () => {
    for (const at of [4095, 4096, 8191, 8192, 73_727, 73_728]) {
      const text = Buffer.alloc(200_000, 0xe9).toString("latin1");
      const values = [text, `${text.slice(0, at)}🎉${text.slice(at + 2)}`, `${text.slice(0, at)}\n"${text}`];
      assert.deepEqual(trip(values), values, `at ${at}`);
    }
  });

  test(`${protocol}: bytes that are not UTF-8 are refused with their place, wherever they stand`, () => {
    const wrong = ["ff", "c328", "eda080", "f8888080", "c0af", "e4b8", "80"];
    const codec = compileCodec(
      service({ f: struct("S") }, { S: [field(1, "name", base("string"))] }),
      protocol,
    );
    for (const text of wrong) {
      const part = text.match(/../g)!.map((pair) => Number.parseInt(pair, 16));
      for (const length of [0, 3, 6, 9, 60, 300]) {
        // The string ends in as many other bytes, which are found and exchanged.
        const name = `${"x".repeat(length)}${"~".repeat(part.length)}`;
        const call = written((output) => codec.functions[0]!.writeCall(output, 1, [{ name }]));
        call.set(part, call.indexOf(tilde));
        assert.throws(
          () => readCall(codec, inputOf(call)),
          (error) =>
            error instanceof ProtocolError &&
            error.kind === "INVALID_TEXT" &&
            error.message === "Test.f argument value: S.name is not valid UTF-8",
          `${length} and ${text}`,
        );
      }
    }
  });

  test(`${protocol}: binary values are plain arrays of bytes, short ones copies`, () => {
    const binary = compileCodec(bytes, protocol);
    const values = [0, 1, longestCopy, longestCopy + 1, 70_000].map((length) =>
      new Uint8Array(length).fill(length),
    );
    const call = written((output) => binary.functions[0]!.writeCall(output, 1, [values]));
    for (const message of [call, Buffer.from(call)]) {
      const read = readCall(binary, inputOf(message)).args[0] as Uint8Array[];
      assert.deepEqual(read, values);
      for (const value of read) assert.equal(Object.getPrototypeOf(value), Uint8Array.prototype);
      // JSON's are made of base64: they lie nowhere in the message.
      const lie = protocol === "json" ? [false, false] : [true, true];
      assert.deepEqual(
        read.map((value) => value.buffer === message.buffer),
        [false, false, false, ...lie],
      );
    }
  });
}
