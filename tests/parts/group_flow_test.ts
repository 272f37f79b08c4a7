// The number of calls that a member of a group keeps waiting while others could take them, by a clock that the test turns.
import assert from "node:assert/strict";
import { test } from "node:test";
import { reconnectDelay } from "../../src/nats/reconnect_delay.ts";
import { Flow } from "../../src/server/nats/flow.ts";

/** Takes calls until it is full. @returns how many it has. */
function filled(flow: Flow): number {
  for (let calls = 0; calls < 10_000 && !flow.isFull; calls++) flow.begin();
  return flow.atWork;
}

test("a member takes what it can run and as many again, and before it knows its calls a few more", () => {
  assert.equal(
    filled(
      new Flow(
        () => 1,
        1000,
        () => 0,
      ),
    ),
    7,
  );
  assert.equal(
    filled(
      new Flow(
        () => 50,
        1000,
        () => 0,
      ),
    ),
    100,
  );
});

test("with slow calls it keeps no more than that, with fast ones as many as begin in a moment", () => {
  for (const [milliseconds, most] of [
    [1000, 2],
    [1, 27],
    [0.01, 101],
  ] as const) {
    let now = 1;
    const flow = new Flow(
      () => 1,
      100,
      () => now,
    );
    for (let calls = 0; calls < 200; calls++) {
      while (flow.atWork < 3) flow.begin();
      now += milliseconds;
      flow.end();
    }
    const calls = filled(flow);
    assert.ok(Math.abs(calls - most) <= 1, `${calls} calls of ${milliseconds} ms, ${most} expected`);
  }
});

test("it keeps no more than it is told to", () => {
  assert.equal(
    filled(
      new Flow(
        () => 2,
        0,
        () => 0,
      ),
    ),
    2,
  );
  assert.equal(
    filled(
      new Flow(
        () => 2,
        1,
        () => 0,
      ),
    ),
    3,
  );
});

test("a lost connection is tried at once, then ever later, and at once again when it was there", () => {
  let now = 0;
  const delay = reconnectDelay(
    () => now,
    () => 1,
  );
  const waits = [0, 1000, 4000, 60_000].map((lost) => {
    now = lost;
    return delay.next();
  });
  assert.deepEqual(waits, [100, 500, 2000, 5000]);
  delay.reset();
  assert.equal(delay.next(), 100);
});
