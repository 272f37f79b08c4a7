// Options of serve() that cannot be are refused in words; the command line's are in tests/cli/usage_test.ts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { type ServeRow, serveRows } from "../../src/server/options/rows.ts";
import { settingsOf } from "../../src/server/options/settings.ts";
import { serve } from "../../src/server/serve.ts";

/** Options as JavaScript may give them, and what is said. */
const mistakes: readonly (readonly [given: unknown, says: string])[] = [
  [{ worker: 2 }, "worker is no option of serve(); did you mean workers?"],
  [{ maxframesize: 2 }, "maxframesize is no option of serve(); did you mean maxFrameSize?"],
  [{ "max-frame-size": 2 }, "max-frame-size is no option of serve(); did you mean maxFrameSize?"],
  [{ hostname: "::1" }, "hostname is no option of serve(); did you mean host?"],
  [{ tls: true }, "tls is no option of serve(); tlsCert and tlsKey turn TLS on"],
  [{ threads: 4 }, 'threads is no option of serve(); threads are model: "threadpool" with workers'],
  [{ portFile: "x" }, "portFile is no option of serve(); the port is in server.address"],
  [{ port: "0" }, 'port is "0", a string; expected a whole number from 0 to 65535'],
  [{ port: 1.5 }, "port is 1.5; expected a whole number from 0 to 65535"],
  [{ port: null }, "port is null; expected a whole number from 0 to 65535"],
  [{ port: 1n }, "port is 1n, a bigint; expected a whole number from 0 to 65535"],
  [{ workers: Number.NaN }, "workers is NaN; expected a whole number from 0 to 10000"],
  [{ host: 1 }, "host is 1; expected the name or address of this machine to listen on"],
  [{ unix: "" }, 'unix is ""; expected a path, or @ and a name'],
  [{ unix: "a\0b" }, 'unix is "a\\u0000b"; expected a path, or @ and a name'],
  [{ unixMode: "0660" }, 'unixMode is "0660", a string; expected permissions from 0 to 777 in octal'],
  [{ unix: "/tmp/x", unixMode: 0o1777 }, "unixMode is 1777; expected permissions from 0 to 777 in octal"],
  [
    { unix: "/tmp/x", host: "::1" },
    'host is for TCP; the server is to listen on a Unix socket: unix: "/tmp/x"',
  ],
  [{ tlsOptional: "true" }, 'tlsOptional is "true", a string; expected true or false'],
  [{ tlsOptional: 1 }, "tlsOptional is 1; expected true or false"],
  [{ idleTimeout: "60" }, 'idleTimeout is "60", a string; expected a number of seconds'],
  [{ idleTimeout: Number.POSITIVE_INFINITY }, "idleTimeout is Infinity; expected a number of seconds"],
  [{ maxFrameSize: "16M" }, 'maxFrameSize is "16M", a string; expected a whole number from 1 to 2147483647'],
  [{ include: "idl" }, 'include is "idl", a string; expected an array of directories'],
  [{ include: ["idl", 1] }, "include is an array; expected an array of directories"],
  [
    { protocol: "binari" },
    'protocol is "binari"; expected one of auto, binary, compact, json; did you mean binary?',
  ],
  [
    { protocol: "http" },
    'protocol is "http"; expected one of auto, binary, compact, json; http is a transport: transport: "http"',
  ],
  [
    { protocol: "json", transport: "header" },
    'protocol is json, which transport: "header" does not carry; it holds binary or compact',
  ],
  [{ logLevel: "loud" }, 'logLevel is "loud"; expected one of trace, debug, info, warning, error, fatal'],
  [
    { model: "THsHaServer" },
    'model is "THsHaServer"; expected one of simple, threaded, threadpool, nonblocking, forking, processpool; that is nonblocking here',
  ],
  [
    { model: "toString" },
    'model is "toString"; expected one of simple, threaded, threadpool, nonblocking, forking, processpool',
  ],
  ["9090", 'options is "9090", a string; expected an object such as { port: 9090, model: "threadpool" }'],
  [new URL("tcp://x"), 'options is a URL; expected an object such as { port: 9090, model: "threadpool" }'],
  [[], 'options is an array; expected an object such as { port: 9090, model: "threadpool" }'],
  [null, 'options is null; expected an object such as { port: 9090, model: "threadpool" }'],
];

test("what cannot be is named, with its value, what it is, what was expected and the nearest", () => {
  for (const [given, says] of mistakes) {
    assert.throws(() => settingsOf(given as ServeOptions), { name: "OptionsError", message: says });
  }
});

test("a time that no timer can wait counts as the longest that one can", () => {
  const { shutdownTimeout, limits } = settingsOf({ shutdownTimeout: 1e8, idleTimeout: 1e300 });
  assert.deepEqual([shutdownTimeout, limits.idleTimeout], [2_147_483, 2_147_483]);
});

test("serve() refuses options before it does anything else", async () => {
  await assert.rejects(serve("nowhere.ts", { port: "0" } as unknown as ServeOptions), {
    name: "OptionsError",
  });
});

test("a handler that is no path or URL is refused with the reason", async () => {
  const expected = "expected the path or URL of the module that exports it: workers import it themselves";
  for (const [handler, is] of [
    [{ add: () => 1 }, "an object"],
    [undefined, "undefined"],
    [null, "null"],
    [5, "5"],
    [() => {}, "a function"],
  ] as const) {
    const message = `the handler is ${is}; ${expected}`;
    await assert.rejects(serve(handler as unknown as string), { name: "HandlerError", message });
  }
});

test("names of log levels are taken as other programs have them, and options without a value as absent", () => {
  const level = (logLevel: string) => settingsOf({ logLevel } as ServeOptions).logLevel;
  assert.deepEqual(["DEBUG", "Warn", "warning", "CRITICAL", "err", "info"].map(level), [
    "debug",
    "warning",
    "warning",
    "fatal",
    "error",
    "info",
  ]);
  const given = { worker: undefined, port: undefined, maxHttpBodySize: undefined, maxMessageSize: 5 };
  const { places, limits } = settingsOf(given as ServeOptions);
  assert.deepEqual(places, [{ kind: "tcp", host: "127.0.0.1", port: 9090, backlog: 128 }]);
  assert.equal(limits.maxHttpBodySize, 5);
});

test("the docstrings of ServeOptions name the options of the table, with its defaults", () => {
  const files = ["server/options/options.ts", "nats/options.ts", "nats/member.ts"];
  const read = (file: string) => readFileSync(new URL(`../../src/${file}`, import.meta.url), "utf8");
  const source = files.map(read).join("\n");
  const documented = Array.from(source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {2}(\w+)\?:/g));
  const rows: Readonly<Record<string, ServeRow>> = serveRows;
  assert.deepEqual(documented.map(([, , name]) => name).sort(), Object.keys(rows).sort());
  for (const [, docstring = "", name = ""] of documented) {
    const words = docstring.replace(/\n\s*\*/g, "").replace(/`|(?<=\d),(?=\d)/g, "");
    const { fallback, usual } = rows[name]!;
    if (fallback === undefined) assert.equal(words.includes("Default:"), usual !== undefined, name);
    else assert.match(words, new RegExp(`Default: ${fallback}[.,;]?\\s`), name);
  }
});

test("docs/limits.md tells the defaults of the table", () => {
  const page = readFileSync(new URL("../../docs/limits.md", import.meta.url), "utf8");
  const told = Array.from(page.matchAll(/^\| `(\w+)` \| ([\d,]*\d)/gm));
  const rows: Readonly<Record<string, ServeRow>> = serveRows;
  assert.ok(told.length >= 12, "the tables were found");
  for (const [, name = "", number = ""] of told)
    assert.equal(Number(number.replaceAll(",", "")), rows[name]?.fallback, name);
});
