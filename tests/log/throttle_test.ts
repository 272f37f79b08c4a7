// The log tells of what happens often, and counts what it leaves out.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LogThrottle, timesMore } from "../../src/log/throttle.ts";

test("lines of a kind past the most are counted, and the last of them is told at the end", () => {
  const lines: string[] = [];
  const throttle = new LogThrottle(2);
  const report = (kind: string, what: number, count?: number) =>
    throttle.report(kind, (more) => lines.push(`${kind} ${what}${timesMore(more)}`), count);
  report("a", 1, 3);
  for (const what of [2, 3, 4]) report("a", what);
  report("b", 1);
  assert.deepEqual(lines.splice(0), ["a 1 (and 2 times more)", "a 2", "b 1"]);
  throttle.flush();
  assert.deepEqual(lines.splice(0), ["a 4 (and 1 times more)"]);
  throttle.flush();
  assert.deepEqual(lines, []);
});
