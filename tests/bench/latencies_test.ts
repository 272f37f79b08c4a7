// Percentiles of latencies, with calls that had no answer among them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addAll, addLatency, type Latencies, percentile } from "../../src/bench/load/latencies.ts";

test("percentiles are right to a percent, and add up over generators", () => {
  const [even, odd]: [Latencies, Latencies] = [new Map(), new Map()];
  for (let call = 1; call <= 1000; call++) addLatency(call % 2 === 0 ? even : odd, call / 10);
  const all: Latencies = new Map();
  addAll(all, even);
  addAll(all, JSON.parse(JSON.stringify([...odd])));
  for (const [part, expected] of [
    [0.5, 50],
    [0.99, 99],
    [1, 100],
  ] as const) {
    const { milliseconds, isLonger } = percentile(all, part)!;
    assert.ok(Math.abs(milliseconds / expected - 1) < 0.011, `${part}: ${milliseconds}`);
    assert.equal(isLonger, false);
  }
});

test("calls without an answer count as the longest, so that a test that is cut short flatters nobody", () => {
  const latencies: Latencies = new Map();
  for (let call = 0; call < 90; call++) addLatency(latencies, 1);
  assert.deepEqual(percentile(latencies, 0.99, 10, 2500), { milliseconds: 2500, isLonger: true });
  assert.equal(percentile(latencies, 0.5, 10, 2500)!.isLonger, false);
  assert.deepEqual(percentile(new Map(), 0.5, 3, 700), { milliseconds: 700, isLonger: true });
  assert.equal(percentile(new Map(), 0.5), undefined);
});
