// A processor counts each call once, with its outcome and its time, whatever comes of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileCodec } from "../../src/codec/compile.ts";
import { CallCounts } from "../../src/metrics/call_counts.ts";
import { cells, layCells } from "../../src/metrics/cells.ts";
import { bucketBounds } from "../../src/metrics/times.ts";
import { Processor } from "../../src/processor/processor.ts";
import { Output } from "../../src/protocol/output.ts";
import { resolveService } from "../../src/schema/service.ts";
import { caller, inputOf } from "../fixtures/messages.ts";
import { binaryMessage } from "../fixtures/raw_client.ts";
import { load } from "../fixtures/temporary_files.ts";

const service = resolveService(
  load(`exception A { 1: i32 code } exception B { 1: i32 code }
    service S { i32 f(1: i32 what) throws (1: A a, 2: B b) }`),
);

/** Calls it with a method, and gives the counts that are not 0, by the names of their cells. */
async function countsOf(method: (...args: unknown[]) => unknown, name = "f", body = [0]) {
  const counts = new CallCounts(service);
  const handler = { methods: [method], receivers: [undefined] };
  const codecOf = () => compileCodec(service, "binary");
  const processor = new Processor(service, handler, codecOf, undefined, undefined, counts);
  const output = new Output();
  const message = Uint8Array.from([...binaryMessage(name), ...body]);
  (await processor.process(inputOf(message), output, "binary", caller))?.(output);
  const at = layCells(service).functions[0]!;
  const count = (from: number, length: number) =>
    counts.cells.subarray(from, from + length).reduce((sum, one) => sum + one, 0);
  const buckets = bucketBounds.length + 1;
  return {
    begun: counts.cells[at.begun],
    outcomes: [...counts.cells.subarray(at.outcomes, at.outcomes + at.count)],
    times: [count(at.succeeded, buckets), count(at.failed, buckets)],
    unknown: counts.cells[cells.unknownMethod],
  };
}

/** As the outcomes come: success, unknown, internal error, protocol error, A, B. */
const once = (outcome: number) => Array.from({ length: 6 }, (_, index) => (index === outcome ? 1 : 0));

test("each outcome of a call is counted, of those that answer at once and of promises", async () => {
  type Context = { readonly exceptions: Record<"A" | "B", new (fields: object) => Error> };
  const throwing = (_what: unknown, call: unknown) => {
    throw new (call as Context).exceptions.B({ code: 1 });
  };
  const cases: [name: string, method: (...args: unknown[]) => unknown, outcome: number][] = [
    ["success", () => 1, 0],
    ["success", async () => 1, 0],
    ["thrown", () => assert.fail("as asked"), 1],
    ["rejected", async () => assert.fail("as asked"), 1],
    ["no i32", () => "text", 2],
    ["no i32, later", async () => "text", 2],
    ["declared", throwing, 5],
    ["declared, later", async (...given) => throwing(given[0], given[1]), 5],
  ];
  for (const [name, method, outcome] of cases) {
    const counts = await countsOf(method);
    assert.deepEqual(counts.outcomes, once(outcome), name);
    assert.deepEqual(counts.times, outcome === 0 ? [1, 0] : [0, 1], name);
    assert.equal(counts.begun, 1, name);
  }
});

test("arguments that cannot be read are an outcome too, an unknown method is no call", async () => {
  assert.deepEqual((await countsOf(() => 1, "f", [11, 0, 1, 0x7f, 0xff, 0xff, 0xff])).outcomes, once(3));
  const { begun, outcomes, unknown } = await countsOf(() => 1, "g");
  assert.deepEqual({ begun, outcomes, unknown }, { begun: 0, outcomes: once(-1), unknown: 1 });
});
