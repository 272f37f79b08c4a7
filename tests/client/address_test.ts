// Addresses of servers as text: each form, and what is said of those that are none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Address, addressText, parseAddress, parseAddresses } from "../../src/client/address/address.ts";

const read: readonly (readonly [text: string, address: Address, shown?: string])[] = [
  ["tcp://localhost:9091", { scheme: "tcp", host: "localhost", port: 9091 }],
  ["tcp://localhost", { scheme: "tcp", host: "localhost", port: 9090 }, "tcp://localhost:9090"],
  ["TCP://Host:1/", { scheme: "tcp", host: "Host", port: 1 }, "tcp://Host:1"],
  ["localhost:9091", { scheme: "tcp", host: "localhost", port: 9091 }, "tcp://localhost:9091"],
  ["10.0.0.1", { scheme: "tcp", host: "10.0.0.1", port: 9090 }, "tcp://10.0.0.1:9090"],
  [":9091", { scheme: "tcp", host: "127.0.0.1", port: 9091 }, "tcp://127.0.0.1:9091"],
  ["[::1]:9091", { scheme: "tcp", host: "::1", port: 9091 }, "tcp://[::1]:9091"],
  ["tls://[fe80::1]", { scheme: "tls", host: "fe80::1", port: 9090 }, "tls://[fe80::1]:9090"],
  ["unix:/run/x.sock", { scheme: "unix", path: "/run/x.sock" }],
  ["unix:///run/x.sock", { scheme: "unix", path: "/run/x.sock" }, "unix:/run/x.sock"],
  ["unix:x.sock", { scheme: "unix", path: "x.sock" }],
  ["unix:@name", { scheme: "unix", path: "@name" }],
  ["http://host/rpc?a=1,b:2", { scheme: "http", url: "http://host/rpc?a=1,b:2" }],
  ["https://host", { scheme: "https", url: "https://host/" }, "https://host/"],
  ["ws://host:9090/", { scheme: "ws", url: "ws://host:9090/" }],
  ["wss://host/a", { scheme: "wss", url: "wss://host/a" }],
];

test("each form of an address is read, and read back from what is shown of it", () => {
  for (const [text, address, shown = text] of read) {
    assert.deepEqual(parseAddress(text), address, text);
    assert.equal(addressText(address), shown);
    assert.deepEqual(parseAddress(shown), address, shown);
  }
  assert.deepEqual(parseAddress(new URL("unix:/a%20b")), { scheme: "unix", path: "/a b" });
});

test("several are a list, or a text with commas", () => {
  const both = ["tcp://a:1", "unix:/b"].map((text) => parseAddress(text));
  assert.deepEqual(parseAddresses(["tcp://a:1", new URL("unix:/b")]), both);
  assert.deepEqual(parseAddresses("tcp://a:1, unix:/b"), both);
  assert.deepEqual(parseAddresses("10.0.0.1:1,[::1]:2").map(addressText), [
    "tcp://10.0.0.1:1",
    "tcp://[::1]:2",
  ]);
  assert.throws(() => parseAddresses([]), { message: /^address names no server; expected tcp:\/\/HOST/ });
});

const refused: readonly (readonly [given: unknown, says: string])[] = [
  ["tpc://h:1", "there is no scheme tpc; did you mean tcp?"],
  ["ssl://h:1", "there is no scheme ssl; did you mean tls?"],
  ["ftp://h", "there is no scheme ftp; "],
  ["tcp:h:1", "write tcp://h:1"],
  ["9090", "write tcp://127.0.0.1:9090"],
  ["/run/x.sock", "write unix:/run/x.sock for a Unix socket"],
  ["tcp://h:0", "the port is 0; expected one from 1 to 65535"],
  ["h:99999", "the port is 99999; expected one from 1 to 65535"],
  ["tcp://h:", "the port is missing; expected one from 1 to 65535"],
  ["tcp://h:x", "the port is x; expected one from 1 to 65535"],
  ["tcp://", "the host is missing"],
  ["", "the host is missing"],
  ["tcp://::1:9090", "an IPv6 address stands in brackets: [::1]:9090"],
  [
    "tcp://h:1/Calculator",
    "/Calculator has no use behind a port; protocol, transport and multiplexed are options",
  ],
  ["tcp://me:secret@h:1", "Thrift has no users and passwords"],
  ["unix:", "the path of the socket is missing: unix:/run/x.sock"],
  ["http:h", "expected http:// and a host"],
  ["http://h:99999/", "expected a URL with a host, and a port from 1 to 65535"],
  ["https://h/#a", "#a has no use: servers are not sent what is behind #"],
  ["tcp://h :1", "an address has no spaces"],
  [
    9090,
    "expected tcp://HOST:PORT, tls://HOST:PORT, unix:PATH, nats://HOST:PORT/SUBJECT, or a URL of http, https, ws or wss",
  ],
];

test("what is no address is refused with the remedy", () => {
  for (const [given, says] of refused) {
    assert.throws(
      () => parseAddress(given as string),
      (error: Error) =>
        error.name === "OptionsError" &&
        /^address is /.test(error.message) &&
        error.message.includes(`; ${says}`),
      `${given}: ${says}`,
    );
  }
});
