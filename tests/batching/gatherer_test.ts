// Calls become batches by the rule of their function, whatever comes in whatever order, by a clock that the test turns.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Gatherer } from "../../src/batching/gatherer.ts";
import type { BatchLimits, Closing, WaitingCall } from "../../src/batching/rule.ts";

const plain: BatchLimits = {
  maxSize: 4,
  maxDelay: 10,
  preferred: [],
  maxWeight: Number.POSITIVE_INFINITY,
  deadline: 0,
  room: 4,
};

interface Call extends WaitingCall {
  readonly number: number;
}

let number = 0;

function call(since: number, more: Partial<Call> = {}): Call {
  return { number: number++, key: undefined, weight: 1, priority: 0, since, arrived: since, ...more };
}

function gathererOf(limits: Partial<BatchLimits>, ...calls: Call[]): Gatherer<Call> {
  const gatherer = new Gatherer<Call>({ ...plain, ...limits });
  for (const one of calls) gatherer.add(one);
  return gatherer;
}

const closing = (gatherer: Gatherer<Call>, now: number, ended?: Closing) => {
  const look = gatherer.look(now, ended);
  return look === undefined || "wait" in look ? look : look.closing;
};

test("a batch waits from its first call on, for as long as it may, and not when there is nobody to wait for", () => {
  assert.equal(gathererOf({}).look(0), undefined);
  const gatherer = gathererOf({}, call(5), call(8));
  assert.deepEqual(gatherer.look(9), { wait: 6 });
  assert.equal(closing(gatherer, 9, "complete"), "complete");
  assert.equal(closing(gatherer, 15), "maxDelay");
  assert.equal(gatherer.take(15).length, 2);
  assert.equal(gatherer.look(15), undefined);
  assert.equal(closing(gathererOf({ maxDelay: 0 }, call(7)), 7), "maxDelay");
});

test("a batch is full with so many calls, with so much weight, or with a size that is preferred", () => {
  const five = gathererOf({}, ...[0, 0, 0, 0, 0].map((since) => call(since)));
  assert.equal(closing(five, 0), "maxSize");
  assert.deepEqual([five.take(0).length, five.size], [4, 1]);
  const heavy = gathererOf({ maxWeight: 10 }, call(0, { weight: 6 }), call(1, { weight: 5 }));
  assert.equal(closing(heavy, 1), "maxWeight");
  assert.equal(heavy.take(1).length, 1);
  assert.deepEqual(heavy.look(1), { wait: 10 });
  assert.equal(
    closing(gathererOf({ maxWeight: 10 }, call(0, { weight: 99 })), 0),
    "maxWeight",
    "it goes alone",
  );
  const three = gathererOf({ preferred: [2, 4] }, call(0), call(0), call(0));
  assert.equal(closing(three, 0), "preferred");
  assert.deepEqual([three.take(0).length, three.size], [2, 1]);
});

test("a higher priority goes first, in its batch and before others; of equals who has waited longer", () => {
  const gatherer = gathererOf(
    { maxSize: 2 },
    call(0, { key: "a", number: 1 }),
    call(1, { key: "b", number: 2 }),
    call(2, { key: "a", number: 3, priority: 1 }),
    call(3, { key: "b", number: 4 }),
  );
  const taken = () => gatherer.take(4).map((one) => one.number);
  assert.deepEqual([taken(), taken(), taken()], [[3, 1], [2, 4], []]);
});

test("calls that have waited for too long, or whose clients have left, come to no batch", () => {
  const gatherer = gathererOf({ deadline: 8 }, call(0), call(3, { number: -1 }), call(4));
  gatherer.add(call(4, { arrived: 1 }));
  const over = gatherer.takeOver(9, (one) => one.number === -1);
  assert.deepEqual([over.map(({ arrived }) => arrived), gatherer.size], [[0, 3, 1], 1]);
  assert.deepEqual(gatherer.look(9), { wait: 5 });
});

test("every call comes to one batch, none of them too large, too heavy, too late or of mixed keys", () => {
  const limits = fc.record({
    maxSize: fc.integer({ min: 1, max: 6 }),
    maxDelay: fc.integer({ min: 0, max: 20 }),
    maxWeight: fc.integer({ min: 1, max: 12 }),
    preferred: fc.constantFrom([], [2], [1, 3]),
  });
  const arrival = fc.record({
    after: fc.integer({ min: 0, max: 8 }),
    key: fc.constantFrom(undefined, "a", "b", 3),
    weight: fc.integer({ min: 0, max: 9 }),
    priority: fc.integer({ min: 0, max: 2 }),
    isOver: fc.constantFrom(false, false, false, true),
  });
  fc.assert(
    fc.property(limits, fc.array(arrival, { maxLength: 60 }), (rule, arrivals) => {
      const preferred = rule.preferred.filter((size) => size <= rule.maxSize);
      const gatherer = gathererOf({ ...rule, preferred });
      const left = new Set<number>();
      const answered: number[] = [];
      let now = 0;
      const run = (until: number) => {
        for (;;) {
          const look = gatherer.look(now);
          if (look === undefined) break;
          if ("wait" in look) {
            assert.ok(look.wait > 0);
            if (now + look.wait > until) break;
            now += look.wait;
            continue;
          }
          const over = gatherer.takeOver(now, (one) => left.has(one.number));
          answered.push(...over.map((one) => one.number));
          const batch = gatherer.take(now);
          answered.push(...batch.map((one) => one.number));
          assert.ok(batch.length <= rule.maxSize);
          assert.ok(new Set(batch.map(({ key }) => key)).size <= 1);
          assert.ok(batch.every(({ since }) => now - since <= rule.maxDelay));
          const weight = batch.reduce((sum, one) => sum + one.weight, 0);
          assert.ok(weight <= rule.maxWeight || batch.length === 1);
        }
        now = Math.max(now, until);
      };
      for (const [index, { after, isOver, ...kind }] of arrivals.entries()) {
        run(now + after);
        gatherer.add(call(now, { ...kind, number: index }));
        if (isOver) left.add(index);
      }
      run(now + rule.maxDelay + 1);
      assert.equal(gatherer.size, 0);
      assert.deepEqual(
        answered.sort((one, other) => one - other),
        arrivals.map((_, index) => index),
      );
    }),
    { numRuns: 300 },
  );
});
