// A message of type oneway is never answered, whatever the IDL calls its function: a client would take the answer for that
// to its next call.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileCodec } from "../../src/codec/compile.ts";
import { Processor } from "../../src/processor/processor.ts";
import { Output } from "../../src/protocol/output.ts";
import { resolveService } from "../../src/schema/service.ts";
import { caller, inputOf } from "../fixtures/messages.ts";
import { binaryMessage } from "../fixtures/raw_client.ts";
import { load } from "../fixtures/temporary_files.ts";

const service = resolveService(
  load("service S { i32 now() i32 later() i32 fails() i32 wrong() i32 needs(1: string text) }"),
);
const called: string[] = [];
const did = (name: string, result: () => unknown) => () => {
  called.push(name);
  return result();
};
const methods = [
  did("now", () => 1),
  did("later", async () => 2),
  did("fails", () => {
    throw new Error("as asked");
  }),
  did("wrong", () => "x"),
  did("needs", () => 3),
];
const handler = { methods, receivers: methods.map(() => undefined) };
const processor = new Processor(service, handler, (protocol) => compileCodec(service, protocol));

/** What is answered to a message of that type. */
async function answer(name: string, type: number, body: readonly number[] = [0]): Promise<number> {
  const output = new Output();
  const message = Uint8Array.from([...binaryMessage(name, type), ...body]);
  const later = processor.process(inputOf(message), output, "binary", caller);
  (await later)?.(output);
  return output.position;
}

const [call, oneway] = [1, 4];

for (const name of ["now", "later", "fails", "wrong"]) {
  test(`${name} is run and not answered as oneway, and answered as a call`, async () => {
    called.length = 0;
    assert.equal(await answer(name, oneway), 0);
    assert.ok((await answer(name, call)) > 0);
    assert.deepEqual(called, [name, name]);
  });
}

test("neither are one whose arguments cannot be read, and one of no function", async () => {
  const invalid = [11, 0, 1, 0x7f, 0xff, 0xff, 0xff];
  for (const [name, body] of [
    ["needs", invalid],
    ["missing", [0]],
  ] as const) {
    assert.equal(await answer(name, oneway, body), 0);
    assert.ok((await answer(name, call, body)) > 0);
  }
});
