// Interceptors see every call of a handler's methods, and may answer in their place.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileCodec } from "../../src/codec/compile.ts";
import { type Interceptor, observer } from "../../src/processor/interceptor.ts";
import { Processor } from "../../src/processor/processor.ts";
import { Output } from "../../src/protocol/output.ts";
import { resolveService } from "../../src/schema/service.ts";
import { caller, inputOf } from "../fixtures/messages.ts";
import { binaryMessage } from "../fixtures/raw_client.ts";
import { load } from "../fixtures/temporary_files.ts";

const service = resolveService(
  load("service S { i32 now() i32 later() i32 fails() i32 rejects() i32 needs(1: string text) }"),
);
const methods = [
  () => 1,
  async () => 2,
  () => {
    throw new Error("as asked");
  },
  async () => Promise.reject(new Error("as asked")),
  () => 3,
];
const handler = { methods, receivers: methods.map(() => undefined) };

function processorWith(
  ...interceptors: Interceptor[]
): (name: string, body?: number[]) => Promise<Uint8Array> {
  const codecOf = () => compileCodec(service, "binary");
  const processor = new Processor(service, handler, codecOf, undefined, interceptors);
  return async (name, body = [0]) => {
    const output = new Output();
    const message = Uint8Array.from([...binaryMessage(name), ...body]);
    const later = processor.process(inputOf(message), output, "binary", caller);
    (await later)?.(output);
    return output.bytes.slice(0, output.position);
  };
}

test("an observer is told of each call and its outcome, and of none whose arguments cannot be read", async () => {
  const seen: string[] = [];
  const answer = processorWith(
    observer(({ service: of, name }, { peer }) => {
      seen.push(`${of}.${name} of ${peer}`);
      return (outcome) => void seen.push(outcome);
    }),
  );
  for (const name of ["now", "later", "fails", "rejects"]) await answer(name);
  await answer("needs", [11, 0, 1, 0x7f, 0xff, 0xff, 0xff]);
  assert.deepEqual(seen, [
    ...["S.now of test", "returned", "S.later of test", "resolved"],
    ...["S.fails of test", "threw", "S.rejects of test", "rejected"],
  ]);
});

test("the last interceptor is called first, and what it returns is the result", async () => {
  const order: string[] = [];
  const through = (which: string): Interceptor => {
    return (method) =>
      function (this: unknown, ...given) {
        order.push(which);
        return (method.apply(this, given) as number) + 1;
      };
  };
  const answer = processorWith(through("near"), through("far"));
  assert.equal((await answer("now")).at(-2), 3);
  assert.deepEqual(order, ["far", "near"]);
});
