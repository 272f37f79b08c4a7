// The line that tells on a terminal how far a benchmark is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { showSteps } from "../../src/cli/commands/bench/progress.ts";

test("a terminal is shown one line, which is gone at the end; anything else nothing", () => {
  const written: string[] = [];
  const progress = showSteps({ isTTY: true, columns: 60, write: (text) => written.push(text) });
  progress.step("threadpool 2: 10 clients", 0.5, 42);
  progress.end();
  const nothing = showSteps({ write: () => assert.fail("no terminal") });
  nothing.step("threadpool 2: 10 clients", 0.5, 42);
  nothing.end();
  assert.equal(written[0], "\r██████████░░░░░░░░░░ 50 %, 42 s left at most, threadpool 2:\x1b[K");
  assert.equal(written.at(-1), "\r\x1b[K");
});
