// The client for pages, on a runtime: browsers run the same code. tests/browser runs it in one.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { connect, IdlError, idl } from "../../client.ts";
import { probe, serveProbe } from "../fixtures/serving.ts";

const echo = idl(`
  exception Refused { 1: string why }
  service Probe { i32 echo(1: i32 number), void refuse(1: string why) throws (1: Refused refused) }
`);

test("calls a service of an IDL's text, or one as a value, over HTTP and WebSocket", async () => {
  await using serving = await serveProbe({ workers: 0 });
  const at = `127.0.0.1:${serving.port}/any`;
  for (const transport of ["buffered", "framed"] as const) {
    await using client = await connect(echo, `ws://${at}`, { transport });
    assert.equal(await client.echo(7), 7);
    await assert.rejects(client.refuse("so"), { name: "Refused", why: "so" });
  }
  await using client = await connect<{ text(text: string): Promise<string> }>(probe, [`http://${at}`]);
  assert.equal(await client.text("ü".repeat(50_000)), "ü".repeat(50_000));
});

test("says what it has no use for, and what there is instead", async () => {
  const refusals: [object, RegExp][] = [
    [{}, /^OptionsError: address is not given; expected https:\/\/HOST\/PATH, /],
    [
      { address: "tcp://a:9090" },
      /^OptionsError: address is tcp:\/\/a:9090; expected .*this client has no sockets/,
    ],
    [{ address: "http://a/", tls: true }, /^OptionsError: tls has no use here/],
    [
      { address: "ws://a/", transport: "zlib" },
      /^OptionsError: transport is zlib; expected buffered or framed/,
    ],
    [{ address: "/thrift" }, /^OptionsError: address is "\/thrift"; expected a whole URL/],
  ];
  for (const [options, message] of refusals) await assert.rejects(connect(echo, options), message);
  await assert.rejects(
    connect("calculator.thrift", "http://a/"),
    /^TypeError: service is "calculator\.thrift"/,
  );
  const including = 'include "shared.thrift"\nservice S { shared.T get() }';
  await assert.rejects(connect(including, "http://a/"), (error) => {
    assert.ok(error instanceof IdlError);
    assert.deepEqual(
      error.diagnostics.map(({ line, message }) => [line, message.slice(0, 35)]),
      [[1, "no files are read here to include; "]],
    );
    return true;
  });
});

test("a path is of the page's own origin", async () => {
  await using serving = await serveProbe({ workers: 0 });
  const { location } = globalThis as { location?: unknown };
  const value = { origin: `http://127.0.0.1:${serving.port}` };
  Object.defineProperty(globalThis, "location", { value, configurable: true });
  try {
    await using client = await connect(echo, "/thrift");
    assert.equal(await client.echo(1), 1);
  } finally {
    Object.defineProperty(globalThis, "location", { value: location, configurable: true });
  }
});

test("nothing that it loads names a module of a runtime, or another package", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const loaded = new Set<string>();
  const foreign: string[] = [];
  const load = (file: string) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    assert.ok(existsSync(`${root}${file}`), file);
    const text = readFileSync(`${root}${file}`, "utf8").replaceAll(/^\s*(\*|\/\/|\/\*).*$/gm, "");
    const statements = text.matchAll(
      /^(?:import|export) (?!type\b)(?:([^"]*?) from )?"([^"]+)";|\bimport\("([^"]+)"\)/gm,
    );
    for (const [, names, from, later] of statements) {
      if (names !== undefined && /^\{(\s*type [^,}]+,?)*\s*\}$/.test(names)) continue;
      const target = (from ?? later)!;
      if (target.startsWith(".")) load(posix.join(posix.dirname(file), target));
      else foreign.push(`${file} imports ${target}`);
    }
    if (/\bprocess\.\w/.test(text)) foreign.push(`${file} names process`);
  };
  load("client.ts");
  assert.ok(loaded.has("src/idl/text_alone.ts") && loaded.size > 100);
  assert.deepEqual(foreign, []);
});
