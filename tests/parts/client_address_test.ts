// The address of a client in parts, as handlers get it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CallContext } from "../../src/processor/context.ts";
import { type ClientAddress, hostAndPort } from "../../src/runtime/addresses.ts";

test("call.client has the parts of call.peer", () => {
  const cases: readonly [peer: string, ClientAddress][] = [
    [hostAndPort("127.0.0.1", 50_312), { kind: "tcp", address: "127.0.0.1", port: 50_312 }],
    [hostAndPort("::1", 1), { kind: "tcp", address: "::1", port: 1 }],
    [hostAndPort("fe80::1%eth0", 9090), { kind: "tcp", address: "fe80::1%eth0", port: 9090 }],
    [hostAndPort("::ffff:10.0.0.7", 9090), { kind: "tcp", address: "10.0.0.7", port: 9090 }],
    ["unix", { kind: "unix" }],
    ["memory", { kind: "memory" }],
  ];
  for (const [peer, parts] of cases) {
    const connection = { peer, signal: new AbortController().signal };
    const service = { service: "Probe", exceptions: undefined as never };
    const call = new CallContext("peer", 1, connection, undefined, service);
    assert.deepEqual(call.client, parts);
    assert.equal(call.peer, peer);
  }
});
