// The counting of connections: so many in all, of one address, and of this process, whoever leaves in what order.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Accepted } from "../../src/runtime/runtime.ts";
import { Admission } from "../../src/server/connections/admission.ts";
import { settingsOf } from "../../src/server/options/settings.ts";
import type { Refusal } from "../../src/server/refusals.ts";

interface Guest extends Accepted {
  readonly refused: boolean;
}

/** A connection from an address; what it releases is gone at once. */
function guest(peer: string): Guest {
  let refused = false;
  return {
    peer,
    handle: undefined,
    open: () => assert.fail("nobody reads from it"),
    wait: () => {},
    state: () => "silent",
    stopWaiting: () => {},
    readAhead: () => undefined,
    withdraw: () => false,
    close: () => {
      refused = true;
    },
    release: (done) => done?.(),
    get refused() {
      return refused;
    },
  };
}

function admission(limits: object) {
  const refusals: Refusal[] = [];
  const all = { maxConnections: 0, maxConnectionsPerPeer: 0, ...limits };
  const counted = new Admission(settingsOf(all).limits, { add: (refusal) => refusals.push(refusal) });
  return { counted, refusals };
}

test("so many connections are let in, and one more for each that has left", () => {
  const { counted, refusals } = admission({ maxConnections: 2 });
  const first = counted.admit(guest("127.0.0.1:1"), false)!;
  assert.notEqual(counted.admit(guest("127.0.0.2:2"), false), undefined);
  const third = guest("127.0.0.3:3");
  assert.equal(counted.admit(third, false), undefined);
  assert.ok(third.refused);
  assert.deepEqual(refusals, [
    { kind: "maxConnections", peer: "127.0.0.3:3", outcome: "closed", reason: "2 connections are open" },
  ]);
  counted.left(first);
  assert.notEqual(counted.admit(guest("127.0.0.3:4"), false), undefined);
  assert.equal(counted.admit(guest("127.0.0.3:5"), false), undefined);
});

test("so many of one address are let in, whatever their ports, and all of a Unix socket", () => {
  const { counted, refusals } = admission({ maxConnectionsPerPeer: 2 });
  const first = counted.admit(guest("[::1]:1"), false)!;
  assert.notEqual(counted.admit(guest("[::1]:2"), false), undefined);
  assert.equal(counted.admit(guest("[::1]:3"), false), undefined);
  assert.deepEqual(
    refusals.map(({ kind, reason }) => [kind, reason]),
    [["maxConnectionsPerPeer", "2 connections of [::1] are open"]],
  );
  assert.notEqual(counted.admit(guest("[::2]:1"), false), undefined);
  counted.left(first);
  assert.notEqual(counted.admit(guest("[::1]:4"), false), undefined);
  assert.equal(counted.admit(guest("[::1]:5"), false), undefined);
  for (let i = 0; i < 5; i++) assert.notEqual(counted.admit(guest("unix"), false), undefined);
});

test("a connection that is refused for its address does not count among all", () => {
  const { counted } = admission({ maxConnections: 2, maxConnectionsPerPeer: 1 });
  assert.notEqual(counted.admit(guest("127.0.0.1:1"), false), undefined);
  assert.equal(counted.admit(guest("127.0.0.1:2"), false), undefined);
  assert.notEqual(counted.admit(guest("127.0.0.2:1"), false), undefined);
});

test("a connection whose descriptor went to a process leaves room for another, and is counted until it ends", () => {
  const { counted, refusals } = admission({ maxConnections: 3 });
  counted.limit(1);
  const handed = counted.admit(guest("127.0.0.1:1"), true)!;
  assert.equal(counted.admit(guest("127.0.0.1:2"), true), undefined);
  assert.match(refusals[0]!.reason, /^1 connections are held, and ulimit -n leaves room for no more$/);
  handed.release();
  const second = counted.admit(guest("127.0.0.1:3"), true)!;
  second.release();
  const third = counted.admit(guest("127.0.0.1:4"), true)!;
  third.release();
  assert.equal(counted.admit(guest("127.0.0.1:5"), true), undefined);
  assert.equal(refusals[1]!.reason, "3 connections are open");
  counted.left(handed);
  assert.notEqual(counted.admit(guest("127.0.0.1:6"), true), undefined);
});
