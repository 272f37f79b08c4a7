// Batches wait for room at work and for each other, as if the calls came from a server; no socket and no worker is needed.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { BatchedContext } from "../../src/batching/batch.ts";
import { Batches } from "../../src/batching/batches.ts";
import type { BatchHost } from "../../src/batching/host.ts";
import type { BatchRule } from "../../src/batching/rule.ts";
import { until } from "../fixtures/serving.ts";

const rule: BatchRule = {
  maxSize: 4,
  maxDelay: 60_000,
  preferred: [],
  maxWeight: Number.POSITIVE_INFINITY,
  deadline: 0,
  room: 4,
};

/** A worker by the test's hand: calls that wait elsewhere, workers, and what it is told. */
class Host implements BatchHost {
  elsewhere = 0;
  waited = 0;
  workers = 1;
  admitted = 0;
  soons = 0;
  admit(calls: number): void {
    this.admitted = calls;
  }
  soon(): void {
    this.soons++;
  }
  starting(): void {}
  all(inside: number) {
    return { calls: inside + this.elsewhere, workers: this.workers };
  }
}

function worker(concurrency = 1, given: Partial<BatchRule> = {}) {
  const batches = new Batches();
  const host = new Host();
  const runs: { readonly numbers: readonly unknown[]; finish(results?: unknown): void }[] = [];
  const method = (calls: readonly BatchedContext[]) =>
    new Promise((resolve) => {
      const numbers = calls.map((call) => call.arguments![0]);
      runs.push({ numbers, finish: (results = numbers) => resolve(results) });
    });
  const about = { index: 0, place: "S.run", isVoid: false, rule: { ...rule, ...given } };
  const run = batches.batched(method, about) as unknown as (...given: unknown[]) => Promise<unknown>;
  const single = batches.single(
    (async (given: { done: Promise<unknown> }) => await given.done) as never,
    "S.one",
  );
  batches.attach(host, concurrency);
  const call = (number: unknown, context: Partial<BatchedContext> = {}) =>
    run(number, { signal: new AbortController().signal, ...context });
  return { batches, host, runs, call, single: single as unknown as typeof run };
}

const turn = () => new Promise(setImmediate);

test("a call that is alone is run at once, and a batch has those that came while another was at work", async () => {
  const { batches, host, runs, call } = worker();
  const first = call(1);
  assert.equal(host.admitted, 4);
  assert.equal(batches.decide(), undefined);
  assert.deepEqual([runs.length, host.admitted], [1, 0], "others wait where they are");
  const others = [call(2), call(3)];
  assert.equal(batches.decide(), undefined);
  assert.equal(runs.length, 1);
  runs[0]!.finish();
  assert.equal(await first, 1);
  assert.equal(host.admitted, 4);
  batches.decide();
  assert.deepEqual(runs[1]!.numbers, [2, 3]);
  runs[1]!.finish();
  assert.deepEqual(await Promise.all(others), [2, 3]);
});

test("as many calls are waited for as there have lately been, and not for longer than maxDelay", async () => {
  const { batches, runs, call } = worker();
  const three = [call(1), call(2), call(3)];
  batches.decide();
  runs[0]!.finish();
  await Promise.all(three);
  const again = [call(4), call(5)];
  const wait = batches.decide()!;
  assert.ok(wait > 50_000 && wait <= 60_000, "one more may come");
  again.push(call(6));
  batches.decide();
  assert.deepEqual(runs[1]!.numbers, [4, 5, 6]);
  runs[1]!.finish();
  await Promise.all(again);
  const impatient = worker(1, { maxDelay: 0 });
  for (let round = 0; round < 2; round++) {
    const calls = round === 0 ? [impatient.call(1), impatient.call(2)] : [impatient.call(3)];
    impatient.batches.decide();
    impatient.runs[round]!.finish();
    await Promise.all(calls);
  }
  batches.hurry();
  void call(7);
  assert.equal(batches.decide(), undefined);
  assert.deepEqual(runs[2]!.numbers, [7]);
});

test("a worker takes its share of all calls that there are, and leaves the others their own", () => {
  const { batches, host, runs, call } = worker();
  host.workers = 2;
  host.elsewhere = 5;
  void call(1);
  assert.equal(host.admitted, 3);
  host.elsewhere = 3;
  void call(2);
  void call(3);
  batches.decide();
  assert.deepEqual(runs[0]!.numbers, [1, 2, 3]);
});

test("calls of other methods take their turn among the batches, and no more are at work than may be", async () => {
  const { batches, runs, call, single } = worker(2);
  let end = (_: unknown) => {};
  const held = single({ done: new Promise((resolve) => (end = resolve)) }, {});
  void call(1);
  batches.decide();
  assert.equal(runs.length, 1);
  const waiting = single({ done: Promise.resolve(7) }, { signal: new AbortController().signal });
  void call(2);
  batches.decide();
  assert.equal(runs.length, 1);
  end(6);
  assert.equal(await held, 6);
  await turn();
  batches.decide();
  assert.equal(await waiting, 7);
  await turn();
  batches.decide();
  assert.equal(runs.length, 2);
});

test("what has had its time makes room, and whoever has calls run looks for those that wait elsewhere", async () => {
  const never = new Promise(() => {});
  for (const begin of [
    ({ call }: ReturnType<typeof worker>) => call(1, { resume: () => 5 }),
    ({ single }: ReturnType<typeof worker>) => single({ done: never }, { resume: () => 5 }),
  ]) {
    const limited = worker();
    const { batches, host } = limited;
    void begin(limited);
    batches.decide();
    assert.equal(host.admitted, 0);
    const { soons } = host;
    await until(() => host.admitted > 0, "there is room");
    assert.ok(host.soons > soons);
  }
});

test("each call gets its own result, an Error in its place, and all of a batch what its method throws", async () => {
  const wrong = (gave: string) => ({ message: `S.run was called with a batch of 2 and gave ${gave}` });
  const expected = "expected one for each call, in their order";
  for (const [results, first, second] of [
    [["a", "b"], "a", "b"],
    [new Float32Array([1, 2]), 1, 2],
    [["a", new Error("no")], "a", { message: "no" }],
    [["a"], wrong(`1 result: ${expected}`), wrong(`1 result: ${expected}`)],
    [[1, 2, 3], wrong(`3 results: ${expected}`), wrong(`3 results: ${expected}`)],
    ["ab", wrong('"ab": expected a list with a result for each call'), undefined],
  ] as const) {
    const { batches, runs, call } = worker();
    const calls = [call(1), call(2)];
    batches.decide();
    runs[0]!.finish(results);
    for (const [index, come] of [first, second].entries()) {
      if (come === undefined) await assert.rejects(calls[index]!);
      else if (typeof come === "object") await assert.rejects(calls[index]!, come);
      else assert.equal(await calls[index]!, come);
    }
  }
});

test("a call whose client has left is never run, nor one that has waited for too long", async () => {
  const { batches, runs, call } = worker();
  const client = new AbortController();
  const left = call(1, { signal: client.signal });
  const other = call(2);
  client.abort();
  batches.decide();
  await assert.rejects(left, { name: "CallNotRun", why: "left" });
  assert.deepEqual(runs[0]!.numbers, [2]);
  runs[0]!.finish();
  assert.equal(await other, 2);
  const hurried = worker(1, { maxDelay: 0, deadline: 1 });
  const late = hurried.call(3);
  await new Promise((resolve) => setTimeout(resolve, 5));
  hurried.batches.decide();
  await assert.rejects(late, { name: "CallNotRun", why: "late" });
  assert.equal(hurried.runs.length, 0);
  const queued = worker(1, { maxDelay: 0, deadline: 60_000 });
  queued.host.waited = 60_000;
  const lateBefore = queued.call(4);
  queued.host.waited = 0;
  const inTime = queued.call(5);
  queued.batches.decide();
  await assert.rejects(lateBefore, { name: "CallNotRun", why: "late" });
  assert.deepEqual(queued.runs[0]!.numbers, [5]);
  queued.runs[0]!.finish();
  assert.equal(await inTime, 5);
});
