// Options of connect() that cannot be are refused at once, before anybody is connected to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConnectOptions, connect } from "../../src/client/client.ts";
import { probe } from "../fixtures/serving.ts";

const transports = "expected one of framed, buffered, header, zlib";
const overHttp = "the address says that: http://HOST:PORT/ or ws://HOST:PORT/";

const mistakes: readonly (readonly [given: unknown, says: string | RegExp])[] = [
  [{ transport: "http" }, `transport is "http"; ${transports}; ${overHttp}`],
  [{ transport: "websocket" }, `transport is "websocket"; ${transports}; ${overHttp}`],
  [{ transport: "frmaed" }, `transport is "frmaed"; ${transports}; did you mean framed?`],
  [{ transport: "TFramedTransport" }, `transport is "TFramedTransport"; ${transports}; that is framed here`],
  [{ transport: "toString" }, `transport is "toString"; ${transports}`],
  [{ transport: true }, `transport is true; ${transports}`],
  [
    { protocol: "binari" },
    'protocol is "binari"; expected one of binary, compact, json; did you mean binary?',
  ],
  [
    { protocol: "Binary" },
    'protocol is "Binary"; expected one of binary, compact, json; did you mean binary?',
  ],
  [
    { protocol: "auto" },
    'protocol is "auto"; expected one of binary, compact, json; the client chooses, and the server is told by it',
  ],
  [
    { protocol: "json", transport: "header" },
    'protocol is json, which transport: "header" does not carry; it holds binary or compact',
  ],
  [{ port: "9090" }, 'port is "9090", a string; expected a whole number from 1 to 65535'],
  [{ port: 0 }, "port is 0; expected a whole number from 1 to 65535"],
  [{ host: null }, "host is null; expected the name or address of the server's machine"],
  [{ unix: "/tmp/x", port: 1 }, 'port is for TCP; the client is to connect to a Unix socket: unix: "/tmp/x"'],
  [
    { multiplexed: 1 },
    "multiplexed is 1; expected the name that the server lists the service under, or true for its own",
  ],
  [{ tls: "yes" }, 'tls is "yes", a string; expected true, or an object such as { ca: "ca.crt" }'],
  [{ tls: { caa: "x" } }, "tls.caa is no option of connect(); did you mean ca?"],
  [{ tls: { ca: "nope.crt" } }, "tls.ca cannot be read: ENOENT: no such file or directory, open 'nope.crt'"],
  [
    { tls: { ca: "-----BEGIN CERTIFICATE-----\n" } },
    'tls.ca is "-----BEGIN CERTIFICATE-----\\n"; expected the path of a PEM file; write it to a file',
  ],
  [{ tls: { ca: Buffer.from("x") } }, "tls.ca is a Uint8Array; expected the path of a PEM file"],
  [
    { tls: { rejectUnauthorized: false } },
    "tls.rejectUnauthorized is no option of connect(); the server's certificate is always checked: name who signed it with ca",
  ],
  [{ timeout: "1s" }, 'timeout is "1s", a string; expected a number of seconds; 1s is 1'],
  [
    { signal: new AbortController() },
    "signal is an AbortController; expected an AbortSignal; give its signal",
  ],
  [{ url: "http://x" }, "url is no option of connect(); address says where the server is: tcp://host:9090"],
  [{ pool: 4 }, "pool is no option of connect(); did you mean connections?"],
  [{ idempotent: ["ecko"] }, "idempotent names ecko, which Probe does not have; did you mean echo?"],
  [{ address: "tcp://h", port: 1 }, "port has no use beside an address, which says where the server is"],
  [{ address: 9090 }, "address is 9090; expected an address such as tcp://host:9090, or a list of them"],
  [
    { address: "http://h", transport: "framed" },
    "transport is framed; a request over HTTP holds its message as it is",
  ],
  [
    { address: "wss://h", tls: { ca: "x" } },
    "tls is not for wss://h/: the runtime trusts there whom it trusts",
  ],
  [
    { headers: { a: "b" } },
    'headers cannot be sent to tcp://127.0.0.1:9090: they need transport: "header", HTTP or NATS',
  ],
  [
    { transport: "header", headers: { a: "b\nc" } },
    "headers is an object; expected an object of names and texts of one line",
  ],
  [{ hots: "x" }, "hots is no option of connect(); did you mean host?"],
  [9090, 'options is 9090; expected an object such as { host: "127.0.0.1", port: 9090 }'],
  ["tpc://h", /^address is "tpc:\/\/h"; there is no scheme tpc; did you mean tcp\?/],
  [new URL("ftp://x"), /^address is ftp:\/\/x\/?; there is no scheme ftp/],
  [[], /^address names no server/],
];

test("what cannot be is refused by name, with the nearest or the reason", async () => {
  for (const [given, says] of mistakes) {
    await assert.rejects(connect(probe, given as ConnectOptions), { name: "OptionsError", message: says });
  }
});

test("what is no service is named", async () => {
  const expected = "expected the path or URL of a .thrift file";
  for (const [service, says] of [
    [{}, `service is an object; ${expected}`],
    [undefined, `service is undefined; ${expected}`],
    [9090, `service is 9090; ${expected}`],
    [
      "http://127.0.0.1:9090",
      `service is http://127.0.0.1:9090; ${expected}: where the server is, the options say`,
    ],
    [
      new URL("https://x/y.thrift"),
      `service is https://x/y.thrift; ${expected}: where the server is, the options say`,
    ],
  ] as const) {
    await assert.rejects(connect(service as string), { name: "TypeError", message: says });
  }
  await assert.rejects(connect("nowhere.thrift"), /nowhere\.thrift/);
});
