// The signal of a call that may take only so long.
import assert from "node:assert/strict";
import { test } from "node:test";
import { TimedCall } from "../../src/processor/time_limit.ts";

/** A connection that knows how many listen to its signal. */
function connection() {
  const controller = new AbortController();
  const { signal } = controller;
  let listening = 0;
  return {
    peer: "127.0.0.1:1",
    signal: {
      get aborted() {
        return signal.aborted;
      },
      get reason(): unknown {
        return signal.reason;
      },
      addEventListener(name: "abort", listener: () => void) {
        listening++;
        signal.addEventListener(name, listener);
      },
      removeEventListener(name: "abort", listener: () => void) {
        listening--;
        signal.removeEventListener(name, listener);
      },
    } as unknown as AbortSignal,
    leave: () => controller.abort(),
    listening: () => listening,
  };
}

type Connection = ReturnType<typeof connection>;

function callOf(from: Connection, limit: number): TimedCall {
  const exceptions = { named: {}, classes: new Map() };
  return new TimedCall("echo", 1, from, undefined, { service: "Probe", exceptions } as never, limit);
}

test("a connection that lives for long keeps nothing of its calls' signals", async () => {
  const from = connection();
  const settled = callOf(from, 60_000);
  assert.equal(settled.signal, settled.signal);
  assert.equal(from.listening(), 1);
  assert.equal(settled.settle(), true);
  const late = callOf(from, 1);
  const { signal } = late;
  await new Promise<void>((expired) => late.begin(() => expired()));
  assert.equal((signal.reason as Error).name, "TimeoutError");
  assert.equal(late.settle(), false);
  assert.equal(from.listening(), 0);
});

test("it aborts when the connection is gone, or was before it was asked for", () => {
  const from = connection();
  const [before, after] = [callOf(from, 60_000), callOf(from, 60_000)];
  const { signal } = before;
  assert.equal(signal.aborted, false);
  from.leave();
  assert.equal(signal.aborted, true);
  assert.equal(after.signal.aborted, true);
});
