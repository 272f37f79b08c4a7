// The calls a second of one address: as many at once as in a second, and no memory of those who have left.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CallRates } from "../../src/server/connections/call_rates.ts";

function rates(perSecond: number) {
  const clock = { time: 0, now: () => clock.time };
  const counted = new CallRates(perSecond, clock);
  const call = (address: string) => {
    const allowed = counted.allows(address);
    if (allowed) counted.count(address);
    return allowed;
  };
  return { clock, counted, call };
}

test("an address has as many calls as in a second at once, and then as many as its rate gives", () => {
  const { clock, call } = rates(10);
  const many = (count: number) =>
    Array.from({ length: count }, () => call("10.0.0.1")).filter(Boolean).length;
  assert.equal(many(20), 10);
  assert.equal(call("10.0.0.2"), true);
  clock.time += 300;
  assert.equal(many(20), 3);
  clock.time += 60_000;
  assert.equal(many(20), 10);
});

test("an address is forgotten when it has not called for two seconds, and of very many the oldest at once", () => {
  const { clock, counted, call } = rates(1);
  call("10.0.0.1");
  for (let second = 0; second < 2; second++) {
    clock.time += 1000;
    call("10.0.0.2");
  }
  assert.equal(counted.size, 1);
  for (let address = 0; address < 120_000; address++) call(`a${address}`);
  assert.ok(counted.size <= 100_000, `${counted.size}`);
});
