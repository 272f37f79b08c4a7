// Properties that must hold for every service and every value, and for bytes that are not a message.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import type { ServiceCodec } from "../../src/codec/codec.ts";
import { compileCodec } from "../../src/codec/compile.ts";
import { ProtocolError } from "../../src/protocol/errors.ts";
import type { ProtocolName } from "../../src/protocol/names.ts";
import { example } from "../fixtures/generated.ts";
import {
  functionOf,
  goldenCodec,
  inputOf,
  newHead,
  protocols,
  readCall,
  readReply,
  skipArguments,
  written,
} from "../fixtures/messages.ts";
import { shown } from "./shown.ts";

for (const protocol of protocols) {
  test(`${protocol}: what is written is read again, call and reply`, () => {
    fc.assert(
      fc.property(example(), fc.integer(), ({ service, args, result }, seqid) => {
        const codec = compileCodec(service, protocol);
        const func = codec.functions[0]!;
        const call = written((output) => func.writeCall(output, seqid, args));
        const read = readCall(codec, inputOf(call));
        assert.deepEqual([read.head.seqid, read.head.index, read.head.name], [seqid, 0, func.name]);
        assert.equal(shown(read.args), shown(args));
        const reply = written((output) => func.writeReply(output, seqid, result));
        assert.equal(shown(readReply(codec, reply).reply), shown({ result }));
      }),
      { numRuns: 150 },
    );
  });

  test(`${protocol}: a message inside a larger buffer is read as it is alone`, () => {
    const { codec, message } = sample(protocol);
    const { args } = readCall(codec, inputOf(message));
    for (const filler of [0, 1, 12, 255]) {
      const bytes = new Uint8Array(message.length + 40).fill(filler);
      bytes.set(message, 17);
      const input = inputOf(bytes, 17, 17 + message.length);
      assert.equal(shown(readCall(codec, input).args), shown(args));
      assert.equal(input.position, input.end);
    }
    const buffer = Buffer.from(Buffer.concat([Buffer.alloc(3), message])).subarray(3);
    assert.equal(shown(readCall(codec, inputOf(buffer)).args), shown(args));
  });

  test(`${protocol}: a message cut off anywhere is refused, whatever follows it`, () => {
    const { codec, message } = sample(protocol);
    for (let end = 0; end < message.length; end++) {
      assert.throws(() => readCall(codec, inputOf(message, 0, end)), ProtocolError, `cut at ${end}`);
      assert.throws(() => readCall(codec, inputOf(message.slice(0, end))), ProtocolError, `ends at ${end}`);
    }
  });

  test(`${protocol}: random bytes are read or refused, and nothing else is thrown`, () => {
    const codec = goldenCodec(protocol);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readOrRefuse(() => readCall(codec, inputOf(bytes)));
        readOrRefuse(() => skipArguments(codec.protocol, inputOf(bytes)));
        readOrRefuse(() => codec.readApplicationException(inputOf(bytes)));
        for (const func of codec.functions) {
          readOrRefuse(() => func.readReply(inputOf(bytes)));
          readOrRefuse(() => func.invoke(inputOf(bytes), () => undefined, undefined, undefined));
        }
      }),
      { numRuns: 500 },
    );
  });

  test(`${protocol}: a message with bits flipped is read or refused, and nothing else is thrown`, () => {
    const { codec, message } = sample(protocol);
    const place = fc.nat(message.length * 8 - 1);
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 4 }), (places) => {
        const bytes = message.slice();
        for (const bit of places) bytes[bit >> 3]! ^= 1 << (bit & 7);
        readOrRefuse(() => readCall(codec, inputOf(bytes)));
        readOrRefuse(() => {
          const input = inputOf(bytes);
          codec.readMessageBegin(input, newHead());
          skipArguments(codec.protocol, input);
        });
      }),
      { numRuns: 3000 },
    );
  });

  test(`${protocol}: passing over arguments ends where reading them ends`, () => {
    fc.assert(
      fc.property(example(), ({ service, args }) => {
        const codec = compileCodec(service, protocol);
        const input = inputOf(written((output) => codec.functions[0]!.writeCall(output, 1, args)));
        codec.readMessageBegin(input, newHead());
        skipArguments(codec.protocol, input);
        assert.equal(input.position, input.end);
      }),
      { numRuns: 100 },
    );
  });
}

/** A call with a value in every kind of place. */
function sample(protocol: ProtocolName): { codec: ServiceCodec; message: Uint8Array } {
  const codec = goldenCodec(protocol);
  const inner = { x: 3, label: "é", on: true };
  const child = { yes: true, text: "child", far: true };
  const value = {
    ...{ yes: true, no: false, small: 1, short_: -2, normal: 300, large: 2n ** 40n, real: 0.1, colour: 2 },
    ...{ text: "tëxt that is longer than what is read by hand", data: new Uint8Array(70), inner },
    ...{ shape: { group: [{ circle: 1 }, { flag: true }] }, numbers: [1, -1, 100000], flags: [true, false] },
    ...{ words: new Set(["a", "b"]), counts: new Map([["k", 1]]), grouped: new Map([[1, [inner]]]) },
    ...{ matrix: [[1.5], []], nested: new Map([["k", new Map([[1n, true]])]]), blobs: [new Uint8Array(3)] },
    ...{ shapes: [{ name: "n" }], ids: new Set([-1n]), tiny: new Map([[true, 1]]), after: 1, before: 2 },
    ...{ farther: 5, children: [child], empty: new Map() },
  };
  const message = written((output) => functionOf(codec, "everything").writeCall(output, 9, [value]));
  return { codec, message };
}

function readOrRefuse(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
}
