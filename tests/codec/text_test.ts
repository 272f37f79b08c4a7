// Strings of every script and length, and bytes that are no strings.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { compileCodec } from "../../src/codec/compile.ts";
import { longestCopy } from "../../src/protocol/bytes.ts";
import { ProtocolError } from "../../src/protocol/errors.ts";
import { readText } from "../../src/protocol/text.ts";
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

test("short strings, seen for the first time and again, are what TextDecoder makes of them", () => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });
  const read = (one: Uint8Array, decode: () => string): string | undefined => {
    try {
      return decode();
    } catch (error) {
      assert.ok(error instanceof ProtocolError || error instanceof TypeError, `${one}: ${error}`);
      return undefined;
    }
  };
  let state = 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const characters = ["a", "z", "é", "ж", "߿", "ࠀ", "世", "\ufffd", "\ud7ff", "\ue000", "🎉", "\u{10ffff}"];
  const encoder = new TextEncoder();
  for (let round = 0; round < 20_000; round++) {
    // From all of them, or from two only: the latter come again and again, and differ in one place.
    const among = round % 2 === 0 ? characters.length : 2;
    const text = Array.from({ length: random(14) }, () => characters[random(among)]).join("");
    const bytes = encoder.encode(text);
    if (round % 5 === 0 && bytes.length > 0) bytes[random(bytes.length)] = random(256);
    if (round % 7 === 0)
      bytes.set(
        [0xf0, 0x90, 0x80, 0x80].map((byte) => byte ^ (random(8) === 0 ? 16 : 0)).slice(0, bytes.length),
      );
    const expected = read(bytes, () => decoder.decode(bytes));
    const message = Buffer.concat([Buffer.from("ж"), bytes, Buffer.from("ж")]);
    for (let time = 0; time < 2; time++) {
      assert.equal(
        read(bytes, () => readText(message, 2, bytes.length, "it")),
        expected,
        `${bytes}`,
      );
    }
  }
});
