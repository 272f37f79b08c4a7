// Restarts and outages by the clock: at once, then later and later; clients wait for ten seconds.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { setLogLevel } from "../../src/log/log.ts";
import { Outage } from "../../src/server/calls/outage.ts";
import { Restarts } from "../../src/server/workers/restarts.ts";
import { TurnedClock } from "../fixtures/turned_clock.ts";

before(() => setLogLevel("fatal"));

const settled = () => new Promise(setImmediate);

/** Starts that fail as long as they are told to, and when each was tried. */
function tries() {
  const clock = new TurnedClock();
  const messages: string[] = [];
  const restarts = new Restarts((message) => messages.push(message), clock);
  const at: number[] = [];
  const state = { fails: true };
  const start = async () => {
    at.push(clock.now());
    if (state.fails) throw new Error("no model");
    restarts.succeeded();
  };
  return { clock, restarts, messages, at, state, start };
}

test("a start that fails is tried again after 0.1 s, then twice as long each time, at most 5 s", async () => {
  const { clock, restarts, messages, at, start } = tries();
  restarts.add(start);
  await settled();
  await clock.pass(20_000);
  assert.deepEqual(at, [0, 100, 300, 700, 1500, 3100, 6300, 11_300, 16_300]);
  assert.deepEqual([...new Set(messages)], ["no model"]);
  assert.equal(messages.length, at.length);
  restarts.stop();
  assert.equal(clock.waiting, 0);
});

test("while starts fail one of them is tried at a time; once one succeeds all are made", async () => {
  const { clock, restarts, at, state, start } = tries();
  restarts.add(start);
  await settled();
  for (let i = 0; i < 3; i++) restarts.add(start);
  await clock.pass(1000);
  assert.deepEqual(at, [0, 100, 300, 700]);
  assert.ok(restarts.failing);
  state.fails = false;
  await clock.pass(500);
  assert.deepEqual(at.slice(4), [1500, 1500, 1500, 1500]);
  assert.ok(!restarts.failing);
});

test("the wait is short again only once a worker has lived for a second", async () => {
  const { clock, restarts, at, state, start } = tries();
  restarts.add(start);
  await settled();
  await clock.pass(700);
  state.fails = false;
  await clock.pass(800);
  restarts.failed("it ended at once", start);
  await clock.pass(1600);
  assert.equal(at.at(-1), 3100, "as if it had not come up: 1.6 s after the last");
  await clock.pass(1000);
  restarts.failed("it ended later", start);
  await clock.pass(1000);
  assert.equal(at.at(-1), 4200, "0.1 s after it ended");
});

test("calls are refused after ten seconds without a worker, or twice as long as one takes to start", async () => {
  const clock = new TurnedClock();
  let refused = 0;
  const outage = new Outage(() => refused++, clock);
  outage.none("it is broken");
  await clock.pass(9999);
  outage.over();
  outage.none("it is broken");
  await clock.pass(9999);
  outage.none("it is broken still");
  assert.deepEqual([refused, outage.refusing], [0, undefined]);
  await clock.pass(1);
  assert.equal(refused, 1);
  assert.match(
    outage.refusing!.reason,
    /^worker ended: no worker could be started for 10 s: .*it is broken still$/,
  );
  outage.over();
  assert.equal(outage.refusing, undefined);
  outage.started(8000);
  outage.none("it is slow");
  await clock.pass(15_999);
  assert.equal(refused, 1);
  await clock.pass(1);
  assert.equal(refused, 2);
});

test("in an outage the reason stays that of the last failure while the next start is waited for", async () => {
  const clock = new TurnedClock();
  const outage = new Outage(() => {}, clock);
  outage.none();
  await clock.pass(10_000);
  assert.match(outage.refusing!.reason, /for 10 s: .*its start takes longer than that$/);
  outage.none("no model");
  outage.none();
  assert.match(outage.refusing!.reason, /for 10 s: .*no model$/);
  outage.over();
  outage.none();
  await clock.pass(10_000);
  assert.match(outage.refusing!.reason, /its start takes longer than that$/);
});
