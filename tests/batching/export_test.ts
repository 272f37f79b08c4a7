// Checks of what a handler exports as `batch`, before anything is served.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Batched, CallContext } from "../../mod.ts";
import { writeModules } from "../handler/modules.ts";

async function failureOf(batch: string): Promise<string> {
  using modules = writeModules({
    "s.thrift": "service S { i32 run(1: i32 n) i32 other() }",
    "handler.ts": `export const service = "./s.thrift";
export const batch = ${batch};
export default { run: (calls) => calls.map(() => 1), other: () => 1 };
`.replace("(calls)", "(calls: unknown[])"),
  });
  try {
    const { handler } = await modules.load();
    return handler.batches === undefined ? "no batches" : "";
  } catch (error) {
    assert.equal((error as Error).name, "HandlerError");
    return (error as Error).message
      .replaceAll(modules.folder, "<folder>")
      .replace(/^<folder>\/handler.ts:? ?/, "");
  }
}

test("a rule is taken, and one that is none is refused with its place and what was expected", async () => {
  assert.equal(await failureOf("{ run: { maxSize: 8, maxDelay: 0.5, preferred: [4, 8] } }"), "");
  assert.equal(await failureOf("{ run: { maxSize: 8, size: () => 2, maxWeight: 9, key: () => 1 } }"), "");
  assert.equal(await failureOf("{}"), "no batches");
  for (const [batch, message] of [
    [
      "7",
      "exports batch, which is no object: expected export const batch = { METHOD: { maxSize: 32, maxDelay: 2 } }",
    ],
    ["{ rum: { maxSize: 8 } }", "batch.rum: S has no such function; did you mean run?"],
    [
      "{ run: { maxSize: 8, x: 1 } }",
      "batch.run.x is no part of a rule: there are maxSize, maxDelay, preferred, key, size, maxWeight, priority, deadline",
    ],
    ["{ run: 32 }", "batch.run is 32: expected { maxSize: 32, maxDelay: 2 }"],
    ["{ run: {} }", "batch.run.maxSize is undefined: expected a whole number of calls, 1 or more"],
    ["{ run: { maxSize: 0.5 } }", "batch.run.maxSize is 0.5: expected a whole number of calls, 1 or more"],
    [
      "{ run: { maxSize: 8, maxdelay: 2 } }",
      "batch.run.maxdelay is no part of a rule; did you mean maxDelay?",
    ],
    ["{ run: { maxSize: 8, maxDelay: -1 } }", "batch.run.maxDelay is -1: expected milliseconds, 0 or more"],
    [
      "{ run: { maxSize: 8, preferred: [16] } }",
      "batch.run.preferred is an array of 1: expected a list of sizes from 1 to 8, which maxSize is",
    ],
    [
      "{ run: { maxSize: 8, key: 'shape' } }",
      'batch.run.key is "shape": expected a function of a call\'s arguments: (args) => …',
    ],
    [
      "{ run: { maxSize: 8, maxWeight: 9 } }",
      "batch.run has maxWeight without size: size tells what a call weighs, and maxWeight what a batch may",
    ],
  ] as const) {
    assert.equal(await failureOf(batch), message);
  }
});

test("a handler of generated code is checked with the methods that take lists", () => {
  type Context = CallContext<{ readonly Refused: ErrorConstructor }>;
  interface Methods {
    predict(image: Uint8Array, scale: number, call: Context): string | Promise<string>;
    note(text: string, call: Context): void | Promise<void>;
    plain(call: Context): number;
  }
  const handler = {
    predict: (calls) =>
      calls.map(({ arguments: [image, scale], exceptions }) =>
        image.length > scale ? "large" : new exceptions.Refused("small"),
      ),
    note(calls) {
      for (const {
        arguments: [text],
      } of calls)
        text.trim();
    },
    plain: () => 1,
  } satisfies Batched<Methods, "predict" | "note">;
  // @ts-expect-error: a number is no result of it
  const wrong: Batched<Methods, "predict">["predict"] = (calls) => calls.map(() => 1);
  assert.deepEqual([handler.plain(), wrong([])], [1, []]);
});
