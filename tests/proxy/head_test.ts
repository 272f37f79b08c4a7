// PROXY heads as bytes: who they name, and what is no head.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { ProxyHead } from "../../src/proxy/head.ts";
import { Proxies } from "../../src/proxy/proxies.ts";
import type { Accepted } from "../../src/runtime/runtime.ts";
import { authority, overIpv4, overIpv6, signature, version1, version2 } from "./heads.ts";

const proxy = "10.0.0.7:50000";

/** Feeds a head and `call` behind it, in chunks of a size. */
function read(bytes: Uint8Array, size: number) {
  const told: string[] = [];
  const head = new ProxyHead(proxy, {
    identified: (client) => told.push(client),
    refused: (reason) => told.push(`no: ${reason}`),
  });
  let rest = "";
  for (let at = 0; at < bytes.length; at += size) {
    rest += Buffer.from(head.read(bytes.subarray(at, at + size)) ?? []).toString("latin1");
  }
  return { told, rest };
}

test("both versions name the client, in any pieces, and what comes behind the head is left as it is", () => {
  const heads: readonly (readonly [Buffer, string])[] = [
    [version1("TCP4", "192.0.2.7", "192.0.2.1", 4321, 9090), "192.0.2.7:4321"],
    [version1("TCP6", "2001:db8:0:0::7", "2001:db8::1", 65535, 0), "[2001:db8::7]:65535"],
    [version1("TCP6", "::ffff:192.0.2.7", "::ffff:192.0.2.1", 4321, 9090), "192.0.2.7:4321"],
    [version1("UNKNOWN"), proxy],
    [version1("UNKNOWN", "ffff::1", "ffff::2", 65535, 65535), proxy],
    [version2(1, 0x11, overIpv4), "192.0.2.7:4321"],
    [version2(1, 0x11, [...overIpv4, ...authority]), "192.0.2.7:4321"],
    [version2(1, 0x21, overIpv6), "[2001:db8::7]:4321"],
    [
      version2(1, 0x21, [...new Array<number>(10).fill(0), 255, 255, 192, 0, 2, 7, ...overIpv6.slice(16)]),
      "192.0.2.7:4321",
    ],
    [version2(1, 0x31, new Array<number>(216).fill(0)), "unix"],
    [version2(1, 0x00, authority), proxy],
    [version2(0, 0x00), proxy],
    [version2(0, 0x11, overIpv4), proxy],
  ];
  for (const [head, client] of heads) {
    for (const size of [1, 7, 16, 1000]) {
      const call = "PROXY call";
      assert.deepEqual(read(Buffer.concat([head, Buffer.from(call)]), size), { told: [client], rest: call });
    }
  }
});

test("what is no head is refused once, with what was expected", () => {
  const beginnings: readonly (readonly [Uint8Array, RegExp])[] = [
    [Buffer.from([0, 0, 0, 20, 0x80, 1]), /it began without one/],
    [Buffer.from("PROXX TCP4"), /it began without one/],
    [Buffer.from("\r\n\r\n\0\r\nQUIX\n!!!!"), /it began without one/],
    [version1("TCP4", "192.0.2.7", "192.0.2.1", 4321), /two addresses and two ports/],
    [version1("TCP4", "192.0.2.7", "2001:db8::1", 4321, 9090), /two addresses and two ports/],
    [version1("TCP4", "192.0.2.07", "192.0.2.1", 4321, 9090), /two addresses and two ports/],
    [version1("TCP6", "192.0.2.7", "192.0.2.1", 4321, 9090), /two addresses and two ports/],
    [version1("TCP4", "192.0.2.7", "192.0.2.1", 4321, 65536), /two addresses and two ports/],
    [version1("TCP4", "192.0.2.7", "192.0.2.1", "04321", 9090), /two addresses and two ports/],
    [version1("TCP4", "", "192.0.2.7", "192.0.2.1", 4321, 9090), /two addresses and two ports/],
    [version1("UDP4", "192.0.2.7", "192.0.2.1", 4321, 9090), /two addresses and two ports/],
    [Buffer.from(`PROXY UNKNOWN ${" ".repeat(120)}`), /without an end in its first 107 bytes/],
    [version2(2, 0x11, overIpv4), /version and command 0x22/],
    [Buffer.concat([signature, Buffer.from([0x11, 0x11, 0, 0])]), /version and command 0x11/],
    [version2(1, 0x12, overIpv4), /family and transport 0x12/],
    [version2(1, 0x11, overIpv4.slice(1)), /11 bytes of addresses; expected 12/],
    [version2(1, 0x21, overIpv4), /12 bytes of addresses; expected 36/],
    [version2(1, 0x11, new Array<number>(5000).fill(0)), /5000 bytes more; expected at most 4096/],
  ];
  for (const [bytes, reason] of beginnings) {
    for (const size of [1, 1000]) {
      const { told, rest } = read(bytes, size);
      assert.deepEqual([told.length, rest], [1, ""], String(reason));
      assert.match(told[0]!, reason);
      assert.match(told[0]!, /^no: --proxy-protocol expects a PROXY head of this address: /);
    }
  }
});

test("heads are read from the addresses that are listed, and from no other", () => {
  const proxies = new Proxies(["10.0.0.0/8", "192.0.2.7", "fd00::/8", "2001:db8::7", "unix"]);
  const none = { identified() {}, refused() {} };
  const isRead = (peer: string, client?: string) =>
    proxies.headOf({ peer, client } as Accepted, none) !== undefined;
  for (const peer of ["10.255.0.1:1", "192.0.2.7:9", "[fd12::1]:1", "[2001:db8::7]:1", "unix"]) {
    assert.ok(isRead(peer), peer);
    assert.ok(!isRead(peer, "198.51.100.1:1"), "it was read before");
  }
  for (const peer of ["11.0.0.1:1", "192.0.2.8:9", "[fe80::1%eth0]:1", "[2001:db8::8]:1"]) {
    assert.ok(!isRead(peer), peer);
  }
  assert.ok(new Proxies(["10.0.0.7"]).headOf({ peer: "unix" } as Accepted, none) === undefined);
});
