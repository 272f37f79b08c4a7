// The beginnings of messages: versions, dialects, names and sequence ids.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileCodec } from "../../src/codec/compile.ts";
import { generateCodec } from "../../src/codec/generator/codec.ts";
import { loadCodec } from "../../src/codec/generator/load.ts";
import { ProtocolError } from "../../src/protocol/errors.ts";
import { messageType } from "../../src/protocol/message.ts";
import type { ProtocolName } from "../../src/protocol/names.ts";
import { type ResolvedService, wireNames } from "../../src/schema/service.ts";
import {
  exceptionMessage,
  functionOf,
  hex,
  inputOf,
  newHead,
  protocols,
  readCall,
  unhex,
  written,
} from "../fixtures/messages.ts";
import { base, field, service } from "./built.ts";

const names = ["add", "sub", "__proto__", "constructor", "a", "addAll", "subAll", "f".repeat(300)];
const i32 = base("i32");
const tested = service(Object.fromEntries(names.map((name) => [name, [field(1, "x", i32)]])));
const headOf = (protocol: ProtocolName, bytes: Uint8Array) => {
  const head = newHead();
  compileCodec(tested, protocol).readMessageBegin(inputOf(bytes), head);
  return head;
};

for (const protocol of protocols) {
  test(`${protocol}: functions are found by the bytes of their names`, () => {
    const codec = compileCodec(tested, protocol);
    for (const [index, name] of names.entries()) {
      for (const seqid of [0, 1, -1, 127, 128, 2 ** 31 - 1, -(2 ** 31)]) {
        const call = written((output) => codec.functions[index]!.writeCall(output, seqid, [1]));
        assert.deepEqual(headOf(protocol, call), {
          name,
          type: messageType.call,
          seqid,
          strict: true,
          index,
        });
      }
    }
    for (const name of ["", "ad", "adD", "toString", "Other:add", "ünknown"]) {
      const reply = exceptionMessage(protocol, name, 4, 1, "no");
      assert.deepEqual(headOf(protocol, reply), {
        name,
        type: messageType.exception,
        seqid: 4,
        strict: true,
        index: -1,
      });
    }
  });

  test(`${protocol}: multiplexed functions are found by the names that clients send, and keep their own`, () => {
    const [add, sub] = [tested.functions[0]!, tested.functions[1]!];
    const served: ResolvedService = {
      ...tested,
      functions: [
        { ...add, service: "Default" },
        { ...add, service: "One", prefix: "One" },
        { ...add, service: "Two", prefix: "Two" },
        { ...sub, service: "Two", prefix: "Two", bare: true },
        { ...add, service: "Two", prefix: "Zwölf" },
      ],
      prefixes: ["One", "Two", "Zwölf"],
    };
    const calls = { add: 0, "One:add": 1, "Two:add": 2, "Two:sub": 3, sub: 3, "Zwölf:add": 4 };
    assert.deepEqual(Object.fromEntries(wireNames(served)), calls);
    const codec = compileCodec(served, protocol);
    const reading = (name: string) => {
      const head = newHead();
      codec.readMessageBegin(inputOf(exceptionMessage(protocol, name, 4, 1, "no")), head);
      return [head.index, head.name];
    };
    for (const [name, index] of Object.entries(calls)) {
      assert.deepEqual(reading(name), [index, name.slice(name.indexOf(":") + 1)]);
    }
    for (const name of ["One:sub", "one:add", ":add", "Two:", "Two", "Two:Two:add", "add:", "Two.add"]) {
      assert.deepEqual(reading(name), [-1, name]);
    }
    const reply = written((output) => codec.functions[1]!.writeReply(output, 1, 5));
    assert.deepEqual(
      reply,
      written((output) => compileCodec(tested, protocol).functions[0]!.writeReply(output, 1, 5)),
    );
    assert.throws(
      () => written((output) => codec.functions[4]!.writeReply(output, 1, "x")),
      /^ValueError: Two\.add result/,
    );
  });

  if (protocol !== "json")
    test(`${protocol}: what generateCodec makes needs no schema to be loaded, and is the same each time`, () => {
      const source = generateCodec(tested, protocol);
      assert.equal(source, generateCodec(JSON.parse(JSON.stringify(tested)), protocol));
      const call = written((output) => functionOf(loadCodec(source), "sub").writeCall(output, 1, [5]));
      assert.deepEqual(readCall(loadCodec(source), inputOf(call)).args, [5]);
    });

  test(`${protocol}: a client of a multiplexed server puts the service's name first`, () => {
    const client = compileCodec(tested, protocol, { prefix: "Test:" });
    const call = written((output) => functionOf(client, "add").writeCall(output, 1, [5]));
    assert.equal(headOf(protocol, call).name, "Test:add");
  });

  test(`${protocol}: void replies, oneway calls and the handler's this and context`, () => {
    const func = { ...tested.functions[0]!, returns: undefined };
    const codec = compileCodec(
      { ...tested, functions: [func, { ...func, name: "later", oneway: true }] },
      protocol,
    );
    const reply = written((output) => codec.functions[0]!.writeReply(output, 1, "ignored"));
    const input = inputOf(reply);
    codec.readMessageBegin(input, newHead());
    assert.deepEqual(codec.functions[0]!.readReply(input), { result: undefined });
    const call = written((output) => codec.functions[1]!.writeCall(output, 1, [7]));
    const head = newHead();
    const callInput = inputOf(call);
    codec.readMessageBegin(callInput, head);
    assert.deepEqual([head.type, codec.functions[1]!.oneway], [messageType.oneway, true]);
    const self = {};
    const method = function (this: unknown, ...args: unknown[]): unknown[] {
      return [this, ...args];
    };
    assert.deepEqual(codec.functions[1]!.invoke(callInput, method, self, "call"), [self, 7, "call"]);
  });
}

test("binary: an old header is read, and answered in kind", () => {
  const call = unhex("00000003616464" + "01" + "00000009" + "08000100000005" + "00");
  const head = headOf("binary", call);
  assert.deepEqual(head, { name: "add", type: messageType.call, seqid: 9, strict: false, index: 0 });
  const codec = compileCodec(tested, "binary");
  assert.deepEqual(readCall(codec, inputOf(call)).args, [5]);
  assert.equal(hex(written((output) => codec.functions[0]!.writeCall(output, 9, [5], false))), hex(call));
  const reply = written((output) => codec.functions[0]!.writeReply(output, 9, 5, head.strict));
  assert.equal(hex(reply), "00000003616464" + "02" + "00000009" + "08000000000005" + "00");
});

test("headers of other versions and protocols are refused", () => {
  const refused = (protocol: ProtocolName, bytes: string, kind: string): void =>
    assert.throws(
      () => headOf(protocol, unhex(bytes)),
      (error) => error instanceof ProtocolError && error.kind === kind,
      bytes,
    );
  refused("binary", "8002000100000003616464000000010000", "BAD_VERSION");
  refused("binary", "82210103616464", "BAD_VERSION");
  refused("binary", "80010001ffffffff616464000000010000", "NEGATIVE_SIZE");
  refused("binary", "8001000100000013616464000000010000", "SIZE_LIMIT");
  refused("binary", "474554202f20485454502f312e300d0a", "SIZE_LIMIT");
  refused("binary", "", "INVALID_DATA");
  refused("binary", "8001000100000001ff00000000", "INVALID_TEXT");
  refused("compact", "80010001", "BAD_VERSION");
  refused("compact", "82220103616464", "BAD_VERSION");
  refused("compact", "8221ffffffffff0103616464", "INVALID_DATA");
  refused("compact", "822101ffffffff0f", "NEGATIVE_SIZE");
  refused("compact", "82210110616464", "SIZE_LIMIT");
  const json = (text: string, kind: string): void =>
    refused("json", hex(new TextEncoder().encode(text)), kind);
  json("", "INVALID_DATA");
  json('[2,"add",1,1,{}]', "BAD_VERSION");
  json('["add",1,1,{}]', "INVALID_DATA");
  json('{"1":{}}', "BAD_VERSION");
  json("GET / HTTP/1.0\r\n", "BAD_VERSION");
  json("[1,add,1,1,{}]", "INVALID_DATA");
  json('[1,"add",1,2147483648,{}]', "INVALID_DATA");
  json('[1,"add",1,"1",{}]', "INVALID_DATA");
  json('[1,"\\ud800",1,1,{}]', "INVALID_TEXT");
  refused("json", "80010001", "BAD_VERSION");
});
