// The view of a server at work: intervals, lines and words that the page draws of its counts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { quantileOf } from "../../src/metrics/quantile.ts";
import { added, bucketsOf, failureRateOf, intervalOf, kept, rateOf } from "../../src/page/watch/history.ts";
import { pathOf, scaleOf } from "../../src/page/watch/lines.ts";
import { watchedAfter } from "../../src/page/watch/watched.ts";
import { bytes, count, duration, seconds } from "../../src/page/watch/words.ts";
import type { Live } from "../../src/server/admin/page/live.ts";
import { serveProbe, until } from "../fixtures/serving.ts";
import { ask } from "./asking.ts";

async function look(at: string): Promise<Live> {
  return JSON.parse((await ask(at, "/live")).text) as Live;
}

test("an interval has what has happened between two looks at a server", async () => {
  await using serving = await serveProbe({ model: "threadpool", workers: 2, admin: "127.0.0.1:0" });
  const at = serving.server.adminAddress!;
  const client = await serving.connect();
  await client.call("echo", 1);
  const before = await look(at);
  for (let i = 0; i < 3; i++) await client.call("echo", i);
  await assert.rejects(client.call("refuse", "no"));
  const now = await look(at);
  const interval = { ...intervalOf(before, now)!, seconds: 2 };
  assert.equal(rateOf(interval), 2);
  assert.equal(rateOf(interval, "echo"), 1.5);
  assert.equal(failureRateOf(interval), 0.5);
  assert.equal(interval.connections, 1);
  assert.ok(interval.received > 0 && interval.memory > 0);
  const buckets = bucketsOf([interval, interval], "echo");
  assert.equal(buckets.length, now.bounds.length + 1);
  assert.equal(
    buckets.reduce((sum, calls) => sum + calls, 0),
    6,
  );
  assert.deepEqual(now.methods.find(({ method }) => method === "refuse")?.failed, { Refused: 1 });
  assert.equal(intervalOf({ ...before, status: { ...before.status, process: 1 } }, now), undefined);
  let intervals: readonly (typeof interval)[] = [];
  for (let i = 0; i < kept + 5; i++) intervals = added(intervals, interval) as typeof intervals;
  assert.equal(intervals.length, kept);
  assert.deepEqual([...interval.methods.keys()].sort(), ["echo", "refuse"]); // no others: there may be thousands
  const line = (number: number) =>
    ({ ...{ number, time: 0, level: "info", message: "" } }) as Live["lines"][number];
  let watched = watchedAfter({ intervals: [], lines: [] }, { ...before, lines: [line(7)] });
  watched = watchedAfter(watched, { ...now, lines: [line(8)] });
  assert.deepEqual([watched.intervals.length, watched.lines.map(({ number }) => number)], [1, [7, 8]]);
  const another = { ...now, status: { ...now.status, process: 1 } };
  watched = watchedAfter(watched, { ...another, lines: [line(9)] });
  assert.deepEqual([watched.intervals, watched.lines], [[], []]);
  watched = watchedAfter(watched, { ...another, lines: [line(1), line(9)] });
  assert.deepEqual(
    watched.lines.map(({ number }) => number),
    [1, 9],
  );
});

test("quantiles are within their bucket, and none of no calls", () => {
  assert.equal(quantileOf([1, 2, 4], [0, 0, 0, 0], 0.5), undefined);
  assert.equal(quantileOf([1, 2, 4], [0, 10, 0, 0], 0.5), 1.5);
  assert.equal(quantileOf([1, 2, 4], [0, 0, 0, 3], 0.99), 4);
});

test("a line begins at the right, has gaps, and a scale that is round", () => {
  assert.deepEqual([0, 0.3, 7, 10, 1100].map(scaleOf), [1, 0.5, 10, 10, 2000]);
  assert.equal(pathOf([0, 10], 10, 3), "M150.0 89.0L300.0 3.0");
  assert.equal(pathOf([1, undefined, 1], 1, 3), "M0.0 3.0M300.0 3.0");
});

test("numbers are words", () => {
  assert.deepEqual(
    [undefined, 0.00005, 0.0123, 1.5].map((time) => seconds(time)),
    ["–", "50 µs", "12.3 ms", "1.50 s"],
  );
  assert.deepEqual([0, 999, 1234, 1e9].map(bytes), ["0 bytes", "999 bytes", "1.23 kB", "1.00 GB"]);
  assert.deepEqual([0, 0.25, 123.4, 12_345, 2e6].map(count), ["0", "0.25", "123", "12.3 k", "2.00 M"]);
  assert.deepEqual([0, 59, 3600, 90_061].map(duration), ["0 s", "59 s", "1 h 0 min", "1 d 1 h"]);
});

test("the last lines of the log are told once, those of workers too", async () => {
  const options = { model: "processpool", workers: 1, admin: "127.0.0.1:0", logLevel: "info" } as const;
  await using serving = await serveProbe(options);
  const at = serving.server.adminAddress!;
  await assert.rejects((await serving.connect()).call("fail", "as asked"));
  let lines: Live["lines"] = [];
  await until(async () => {
    lines = (await look(at)).lines;
    return lines.some(({ worker, message }) => worker === 1 && message.includes("as asked"));
  }, "the worker's line is there");
  const last = lines.at(-1)!.number;
  const text = (await ask(at, `/live?lines=${last}`)).text;
  assert.deepEqual((JSON.parse(text) as Live).lines, []);
});

test("calls that failed are told with their arguments, and slow ones, where that is asked for", async () => {
  const options = { model: "threadpool", workers: 1, admin: "127.0.0.1:0", recordCalls: 2 } as const;
  await using serving = await serveProbe(options);
  const at = serving.server.adminAddress!;
  const client = await serving.connect({ protocol: "compact" });
  for (let i = 0; i < 20; i++) await client.call("nap", 0);
  await client.call("nap", 400);
  await assert.rejects(client.call("refuse", "x".repeat(5000)));
  await assert.rejects(client.call("refuse", "no"));
  let calls: Live["calls"] = [];
  await until(async () => {
    calls = (await look(at)).calls;
    return calls?.at(-1)?.arguments === '{"why":"no"}';
  }, "the last call is there");
  assert.equal(calls!.length, 2);
  assert.equal(calls![0]!.failure, "Refused");
  assert.ok(calls![0]!.arguments!.length < 1100);
});

test("calls that wait are told by their methods", async () => {
  await using serving = await serveProbe({ model: "nonblocking", workers: 1, admin: "127.0.0.1:0" });
  const at = serving.server.adminAddress!;
  const clients = await Promise.all(Array.from({ length: 4 }, () => serving.connect()));
  const nap = clients[0]!.call("nap", 600);
  await until(async () => (await look(at)).methods[0]?.atWork === 1, "one is at work");
  const others = [...clients.slice(1, 3).map((client) => client.call("echo", 1)), clients[3]!.call("nap", 0)];
  await until(async () => (await look(at)).waiting === 3, "three wait");
  const waiting = (await look(at)).methods.map((one) => [one.method, one.waiting]);
  assert.deepEqual(Object.fromEntries(waiting), { echo: 2, nap: 1 });
  await Promise.all([nap, ...others]);
  assert.ok((await look(at)).methods.every((one) => one.waiting === 0));
});

test("a call that took ten times the usual time is slow", async () => {
  await using serving = await serveProbe({ model: "simple", admin: "127.0.0.1:0", recordCalls: 10 });
  const client = await serving.connect();
  for (let i = 0; i < 20; i++) await client.call("nap", 0);
  await client.call("nap", 700);
  const { calls } = await look(serving.server.adminAddress!);
  const slow = calls!.find((call) => call.arguments === '{"milliseconds":700}');
  assert.equal(slow?.failure, undefined);
  assert.ok(slow!.milliseconds >= 600, JSON.stringify(calls));
});
