// The line that tells on a terminal how far many calls have come.
import assert from "node:assert/strict";
import { test } from "node:test";
import { showProgress } from "../../src/cli/commands/call/progress.ts";
import { until } from "../fixtures/serving.ts";

test("a terminal is shown one line, which is gone at the end; anything else nothing", async () => {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  const tally = { calls: 5, failed: 2 };
  const stopped = showProgress(tally, 10, { isTTY: true, columns: 40, write });
  const nothing = showProgress(tally, 10, { write: () => assert.fail("no terminal") });
  await until(() => written.length > 0, "a line is shown");
  stopped();
  nothing();
  assert.equal(written[0], "\r5 of 10 calls, 2 failed, 0 a second\x1b[K");
  assert.equal(written.at(-1), "\r\x1b[K");
});
