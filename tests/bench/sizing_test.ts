// The size of tests: the whole has to end in time, whatever a call takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { computingShare, sizeOf, slotOf } from "../../src/bench/sizing.ts";
import { testsFor, testsWithin } from "../../src/bench/tests.ts";

const tests = testsFor();

test("every test ends within its slot, from calls of microseconds to calls of minutes", () => {
  for (const seconds of [1e-5, 1e-3, 0.05, 0.3, 2, 60]) {
    for (const slot of [0.4, 2.7, 10]) {
      for (const one of tests) {
        const size = sizeOf(one, seconds, slot);
        assert.ok(size.seconds + size.grace <= slot + 1e-9, `${one.name}, ${seconds} s in ${slot} s`);
        assert.ok(size.calls * one.clients >= one.clients * one.callers, "each caller makes a call");
      }
    }
  }
});

test("all tests make as many calls as one client makes in series, so that their seconds compare", () => {
  const totals = tests.map((one) => sizeOf(one, 0.01, 3).calls * one.clients);
  assert.ok(totals[0]! > 200 && totals[0]! < 300, String(totals));
  for (const total of totals) assert.ok(total >= totals[0]! && total < totals[0]! + 100, String(totals));
});

test("calls that are told are all made", () => {
  const sizes = tests.map((one) => sizeOf(one, 0.3, 2, 1000));
  assert.deepEqual(
    sizes.map(({ calls }) => calls),
    [1000, 1000, 100, 100, 10],
  );
  assert.ok(sizes.every(({ seconds }) => seconds > 1000));
});

test("the time that is left is shared by the tests that are left", () => {
  assert.equal(slotOf(100, 40), 2.5);
  assert.equal(slotOf(-3, 5), 0.4);
  assert.equal(slotOf(100, 1), 10);
});

test("where calls are long the tests that say least are left out", () => {
  const names = (seconds: number) => testsWithin(tests, 3, seconds).map(({ name }) => name);
  assert.deepEqual(names(1), ["series", "shared", "few", "fresh", "many"]);
  assert.deepEqual(names(1.1), ["series", "few", "many"]);
});

test("calls that wait overlap, and those that compute do not", () => {
  assert.equal(computingShare(0.3, 0.3, 8), 0);
  assert.equal(computingShare(0.3, 2.4, 8), 1);
  assert.ok(Math.abs(computingShare(0.3, 1.35, 8) - 0.5) < 0.01);
  assert.equal(computingShare(0.3, 0.2, 8), 0, "a call alone was slow by chance");
});
