// The growth of a crew by the clock: a worker for each client that is expected, all spares in times of quiet.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arrivals, type CrewState, Growth } from "../../src/server/workers/growth.ts";
import { TurnedClock } from "../fixtures/turned_clock.ts";

test("twice as many workers are expected to be needed as clients come while one starts, and none a while later", async () => {
  const clock = new TurnedClock();
  const arrivals = new Arrivals(clock);
  assert.equal(arrivals.expected, 0);
  arrivals.count();
  assert.equal(arrivals.expected, 1, "one client may have another behind it");
  for (let i = 0; i < 3000; i++) {
    await clock.pass(10);
    arrivals.count();
  }
  assert.equal(arrivals.expected, 11, "100 a second, each after a start of 50 ms");
  await clock.pass(3000);
  assert.equal(arrivals.expected, 1);
  await clock.pass(1_000_000);
  assert.equal(arrivals.expected, 0);
});

test("a start that was quick is believed at once, slow ones only slowly: they wait for the processor", () => {
  const clock = new TurnedClock();
  const arrivals = new Arrivals(clock);
  for (let i = 0; i < 100; i++) arrivals.count();
  assert.equal(arrivals.expected, 10);
  arrivals.started(5000);
  assert.ok(arrivals.expected < 50, `${arrivals.expected} after one slow start`);
  arrivals.started(10);
  assert.equal(arrivals.expected, 2);
});

/** A crew whose workers stay as they are unless a test says otherwise. */
function crew(spares: number) {
  const clock = new TurnedClock();
  const state = { waiting: 0, idle: spares, starting: 0, failing: false };
  const started: number[] = [];
  const start = (count: number) => {
    if (count > 0) started.push(count);
  };
  return { clock, state, started, growth: new Growth(spares, (): CrewState => state, start, clock, 2) };
}

test("a spare is replaced after its worker has begun to serve, all of them once it is quiet", async () => {
  const { clock, state, started, growth } = crew(3);
  growth.arrived();
  state.idle = 0;
  assert.deepEqual(started, []);
  await clock.pass(5);
  assert.deepEqual(started, [1]);
  state.starting = 1;
  await clock.pass(2990);
  assert.deepEqual(started, [1], "the processor is for the calls");
  await clock.pass(10);
  assert.deepEqual(started, [1, 2]);
});

test("clients that wait have one worker more started than there are processors, eight where starts are long, and none while they fail", () => {
  const { state, started, growth } = crew(0);
  Object.assign(state, { waiting: 100, starting: 1 });
  growth.grow();
  assert.deepEqual(started, [2]);
  growth.started(5000);
  assert.deepEqual(started, [2, 7]);
  growth.started(20);
  assert.deepEqual(started, [2, 7, 2]);
  state.failing = true;
  growth.grow();
  assert.deepEqual(started, [2, 7, 2]);
});

test("a crew that ends starts no more", async () => {
  const { clock, state, started, growth } = crew(3);
  growth.arrived();
  state.idle = 0;
  growth.stop();
  await clock.pass(100_000);
  assert.deepEqual([started, clock.waiting], [[], 0]);
});
