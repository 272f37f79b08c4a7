// The advice, for figures of each kind of handler.
import assert from "node:assert/strict";
import { test } from "node:test";
import { adviceOf } from "../../src/bench/advice/advice.ts";
import { candidateNames, candidatesOf } from "../../src/bench/candidates.ts";
import type { Figures, Results } from "../../src/bench/results.ts";
import { optionsFor } from "../../src/bench/servers/passed_options.ts";
import { testsFor } from "../../src/bench/tests.ts";

type Rates = Readonly<Record<string, readonly [few: number, many: number]>>;

function resultsOf(seconds: number, computing: number, rates: Rates, concurrency = 1): Results {
  const servers = candidatesOf(candidateNames, 2, concurrency)
    .filter(({ name }) => name in rates)
    .map((candidate) => {
      const [few, many] = rates[candidate.name]!;
      const memory = candidate.runs === "process" ? 90e6 : 40e6;
      return { name: candidate.name, candidate, memory, figures: { few: figures(few), many: figures(many) } };
    });
  return {
    ...{ handler: "handler.ts", method: "predict", runtime: "Bun 1.4", machine: "a machine", processors: 2 },
    ...{ workers: 2, concurrency, date: "2026-01-01", seconds: 100, tests: testsFor(), servers },
    call: { first: seconds, seconds, computing },
  };
}

function figures(rate: number, failed = 0): Figures {
  const latency = { milliseconds: 1, isLonger: false };
  const calls = Math.round(rate * 3);
  return {
    calls,
    failed,
    unanswered: 0,
    seconds: 3,
    rate,
    median: latency,
    p99: latency,
    generator: 0.3,
    errors: {},
  };
}

test("calls of microseconds run on the event loop, even where a pool makes some more of them", () => {
  const rates: Rates = {
    "nonblocking 0": [50_000, 48_000],
    "nonblocking 2": [20_000, 39_000],
    "processpool 2": [90_000, 95_000],
    forking: [1000, 1000],
  };
  const advice = adviceOf(resultsOf(40e-6, 1, rates))!;
  assert.deepEqual(advice.options, ["--model", "nonblocking", "--workers", "0"]);
  assert.match(
    advice.otherwise.join("\n"),
    /^more calls a second than one event loop makes, or native code .*: processpool 2, 90,000 calls/m,
  );
});

test("calls that wait overlap on one event loop, which takes the least memory", () => {
  const rates: Rates = {
    simple: [3.3, 3.3],
    "nonblocking 0": [32, 310],
    "nonblocking 2": [33, 330],
    "threadpool 2": [33, 325],
    "processpool 2": [33, 320],
  };
  const advice = adviceOf(resultsOf(0.3, 0.02, rates, 100))!;
  assert.deepEqual(advice.options, ["--model", "nonblocking", "--workers", "0", "--concurrency", "100"]);
  assert.match(advice.finding, /waits/);
});

test("calls that compute get threads or processes, and never the event loop", () => {
  const rates: Rates = {
    simple: [3.3, 3.3],
    "nonblocking 0": [3.3, 3.3],
    "nonblocking 2": [6.3, 6.4],
    "threadpool 2": [6.4, 6.5],
    "processpool 2": [6.6, 6.6],
    forking: [6.2, 5.8],
  };
  const advice = adviceOf(resultsOf(0.3, 1, rates))!;
  assert.equal(advice.choice, "nonblocking 2");
  assert.match(advice.reasons.join("\n"), /1\.9 times what one event loop makes/);
  assert.match(
    advice.otherwise.join("\n"),
    /processpool 2, 6\.60 calls a second with 10 clients, 6\.60 with 100 and 90 MB/,
  );
  const alone = Object.fromEntries(Object.keys(rates).map((name) => [name, [3.3, 3.3] as const]));
  assert.equal(adviceOf(resultsOf(0.3, 1, alone))!.choice, "nonblocking 2", "a machine with one core");
});

test("threads that are much slower than processes are not chosen, nor is a server that fails", () => {
  const slow: Rates = { "nonblocking 2": [4, 4], "threadpool 2": [4, 4], "processpool 2": [7, 7] };
  assert.equal(adviceOf(resultsOf(0.3, 1, slow))!.choice, "processpool 2");
  const results = resultsOf(0.3, 1, { "nonblocking 2": [7, 7], "processpool 2": [7, 7] });
  const [first, ...rest] = results.servers;
  const failing = { ...first!, figures: { few: figures(7, 5), many: figures(7) } };
  assert.equal(adviceOf({ ...results, servers: [failing, ...rest] })!.choice, "processpool 2");
});

test("calls that are run in batches get the model that gathers those of all connections, where that is as fast", () => {
  const rates: Rates = {
    "nonblocking 0": [900, 2000],
    "nonblocking 2": [1000, 2100],
    "processpool 2": [1000, 2200],
  };
  const results = resultsOf(0.007, 0.1, rates);
  const advice = adviceOf({ ...results, call: { ...results.call, batch: 32 } })!;
  assert.equal(advice.choice, "nonblocking 2");
  assert.match(advice.finding, /up to 32 calls of several clients are run as one/);
});

test("the event loop is not advised to calls that compute because nothing else had time to answer", () => {
  assert.equal(
    adviceOf(resultsOf(2, 1, { "nonblocking 0": [0.5, 0.5], "nonblocking 2": [0, 0] })),
    undefined,
  );
  assert.equal(adviceOf(resultsOf(2, 1, { "nonblocking 0": [0.5, 0.5] }))!.choice, "nonblocking 0");
});

test("nothing is advised where no server of ours was measured", () => {
  const results = resultsOf(0.3, 1, {});
  const foreign = { name: "python", figures: { few: figures(3), many: figures(3) } };
  assert.equal(adviceOf({ ...results, servers: [foreign] }), undefined);
});

test("of the options that are passed on each model gets those that it has", () => {
  const passed = [
    "--spares",
    "3",
    "--pipeline=4",
    "--status",
    "--idl",
    "a.thrift",
    "--connections-per-worker=1",
  ];
  const always = ["--pipeline=4", "--status", "--idl", "a.thrift"];
  assert.deepEqual(optionsFor("nonblocking", passed), always);
  assert.deepEqual(optionsFor("forking", passed), ["--spares", "3", ...always]);
  assert.deepEqual(optionsFor("threadpool", passed), [...always, "--connections-per-worker=1"]);
});
