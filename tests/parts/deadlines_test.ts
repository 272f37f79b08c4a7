// Deadlines by their ticks: each phase of a connection has its own, replies one beside them, and calls none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Deadlines, type Ticks, type Timed, ticksOf } from "../../src/server/connections/deadlines.ts";
import { settingsOf } from "../../src/server/options/settings.ts";

const ticks: Ticks = { length: 100, firstByte: 3, message: 5, idle: 7, write: 4, closing: 2, connection: 0 };
const quiet: Timed = { phase: "first byte", messages: 0, unsent: 0, sent: 0 };

/** What tick after tick says of a connection, which shows these. */
function ticked(deadlines: Deadlines, shown: Partial<Timed>, count: number, all = ticks) {
  return Array.from({ length: count }, () => deadlines.tick({ ...quiet, ...shown }, all));
}

for (const [phase, limit, outcome] of [
  ["first byte", 3, "firstByteTimeout"],
  ["message", 5, "messageTimeout"],
  ["call", 7, "idleTimeout"],
  ["closing", 2, "closing"],
] as const) {
  test(`a connection in its phase ${phase} has the ticks of that, and not one more`, () => {
    const said = ticked(new Deadlines(), { phase }, limit + 1);
    assert.deepEqual(said, [...Array.from({ length: limit }, () => true), outcome]);
  });
}

test("another phase begins anew, and so does another message, but bytes of the same message do not", () => {
  const deadlines = new Deadlines();
  assert.ok(ticked(deadlines, { phase: "message" }, 5).every((one) => one === true));
  assert.ok(ticked(deadlines, { phase: "message", messages: 1 }, 5).every((one) => one === true));
  assert.ok(ticked(deadlines, { phase: "call", messages: 1 }, 7).every((one) => one === true));
  assert.deepEqual(ticked(deadlines, { phase: "message", messages: 1 }, 6).at(-1), "messageTimeout");
});

test("a call at work may take any time, after which its client has its pause from the beginning", () => {
  const deadlines = new Deadlines();
  ticked(deadlines, { phase: "call" }, 7);
  assert.ok(ticked(deadlines, { phase: "work" }, 10_000).every((one) => one === true));
  assert.equal(ticked(deadlines, { phase: "call" }, 8).indexOf("idleTimeout"), 7);
});

test("a client that takes none of its replies is cut off, one that takes a byte a tick is not, in any phase", () => {
  for (const phase of ["work", "call", "message", "closing"] as const) {
    const deaf = ticked(new Deadlines(), { phase, unsent: 100 }, 6);
    assert.equal(deaf.indexOf("writeTimeout"), 4, phase);
    const slow = new Deadlines();
    for (let sent = 0; sent < 1000; sent++) {
      assert.equal(slow.tick({ ...quiet, phase, unsent: 1000 - sent, sent }, ticks), true, phase);
    }
  }
});

test("a client that reads slowly has its pause only once it has all of its replies", () => {
  const deadlines = new Deadlines();
  for (let sent = 0; sent < 50; sent++) deadlines.tick({ ...quiet, phase: "call", unsent: 1, sent }, ticks);
  assert.equal(ticked(deadlines, { phase: "call", sent: 50 }, 8).indexOf("idleTimeout"), 7);
});

test("what has no deadline needs no ticks", () => {
  const none: Ticks = { ...ticks, firstByte: 0, message: 0, idle: 0, write: 0 };
  for (const phase of ["first byte", "message", "call"] as const) {
    const said = ticked(new Deadlines(), { phase, unsent: 1 }, 100, none);
    assert.ok(said.every((one) => one === false));
  }
  assert.equal(ticked(new Deadlines(), { phase: "closing" }, 3, none).at(-1), "closing");
});

test("a connection is old after its time and up to a tenth, and told to end when its client is silent", () => {
  const aging: Ticks = { ...ticks, idle: 0, connection: 20 };
  for (const [jitter, ages] of [
    [0, 20],
    [1, 22],
  ] as const) {
    const deadlines = new Deadlines(jitter);
    const said = ticked(deadlines, { phase: "call" }, 30, aging);
    assert.equal(said.indexOf("old"), ages);
    assert.ok(
      said.slice(0, ages).every((one) => one === true),
      "it is looked at until then",
    );
    assert.ok(deadlines.isOld);
    for (const phase of ["work", "message"] as const)
      assert.deepEqual(ticked(deadlines, { phase }, 2, aging), [true, true]);
    for (let messages = 1; messages < 9; messages++)
      assert.deepEqual(ticked(deadlines, { phase: "call", messages }, 1, aging), [true]);
    assert.deepEqual(ticked(deadlines, { phase: "call", messages: 8 }, 1, aging), ["old"]);
  }
});

test("a tick is a second, or a quarter of the shortest deadline, of at least 10 ms", () => {
  const of = (options: object) => ticksOf(settingsOf(options).limits);
  const given = { firstByteTimeout: 60, messageTimeout: 2, idleTimeout: 0, writeTimeout: 30 };
  const expected = { length: 500, firstByte: 120, message: 4, idle: 0, write: 60, closing: 4, connection: 0 };
  assert.deepEqual(of(given), expected);
  assert.equal(of({ ...given, messageTimeout: 60 }).length, 1000);
  assert.equal(of({ ...given, messageTimeout: 0.004 }).length, 10);
});
