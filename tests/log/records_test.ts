// Records of the log keep their form, whatever is logged.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asOneRecord, cut, shown } from "../../src/log/shown.ts";
import { start, talkative, talkativeHandler } from "../fixtures/command_line.ts";

describe("a record of the log", () => {
  it("is bounded, says whose call it is about, and nothing in it looks like another", async () => {
    await using server = await start(talkativeHandler, "--workers", "1", "--log-level", "trace");
    const client = await server.connect(talkative);
    await client.call("logOddities");
    await client.call("log", 1, 5);
    const forged = "evil\n2026-01-01T00:00:00.000Z info forged\r\n2026 again\u001b[31m\u2028";
    await assert.rejects(async () => await client.call("fail", forged));
    await assert.rejects(async () => await client.call("fail", "x".repeat(10_000_000)));
    assert.equal(await client.call("echo", 5), 5);
    client.close();
    server.signal("SIGTERM");
    const { stderr, status } = await server.ended();
    assert.equal(status, 0);
    assert.match(stderr, /info Talkative\.log \(worker 1, 127\.0\.0\.1:\d+\): 0 \.\.\.\n/);
    assert.match(stderr, /debug worker 1 \(thread \d+\) has started in \d+ ms\n/);
    assert.match(stderr, /debug opened a connection of 127\.0\.0\.1:\d+\n/);
    assert.match(stderr, /debug closed the connection of 127.+: 5 messages, it spoke binary \w+\n/);
    assert.match(stderr, /trace Talkative\.echo of 127\.0\.0\.1:\d+ returned after [\d.]+ ms\n/);
    assert.match(stderr, /: as a value: \{"itself":\[circular\]\}\n/);
    assert.match(stderr, /: as an error: TypeError: of mine\n {4}at /);
    assert.match(stderr, /long … \(9,985,000 more characters\)\n/);
    assert.match(stderr, /\n {4}2026-01-01T00:00:00\.000Z info forged\n {4}2026 again\\x1b\[31m\\u2028/);
    for (const line of stderr.split("\n")) {
      assert.ok(line.length < 17_000, `${line.length} characters`);
      assert.match(
        line,
        /^(20\d\d-\d\d-\d\dT[\d:.]+Z (trace|debug|info|warning|error) \S|thriftserve: | {4}|$)/,
      );
      assert.doesNotMatch(line, /^2026-01-01/);
    }
  });

  it("shows every value, or says that it cannot", () => {
    const big = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`key${i}`, i]));
    assert.match(shown(big), /^\{"key0":0,"key1":1,.*… \(\d+ more characters\)$|^\{"key0":0,.*\}$/);
    assert.ok(shown(big).length < 15_100);
    const nested: unknown[] = [];
    nested.push(nested, new Map([["a", new Set([1n])]]), new Uint8Array(3), new Date(0));
    assert.equal(shown(nested), '[[circular],{"a":[1]},[3 bytes],"1970-01-01T00:00:00.000Z"]');
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    assert.equal(shown(deep), "[[[[[[[[…]]]]]]]]");
    assert.equal(shown(undefined), "undefined");
  });

  it("is cut between characters, once", () => {
    const text = "😀".repeat(10_000);
    assert.equal(cut(text, 101), `${"😀".repeat(50)}… (19,900 more characters)`);
    assert.equal(cut(cut(text, 101), 101), cut(text, 101));
    assert.equal(asOneRecord("a\n\nb\n"), "a\n    \n    b");
  });
});
