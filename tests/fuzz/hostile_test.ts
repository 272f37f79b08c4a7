// Hostile clients against real servers, a small and fixed budget of them: `npm run fuzz` sends as many as you like.
import assert from "node:assert/strict";
import { test } from "node:test";
import { commandLine } from "../fixtures/command_line.ts";
import { campaign } from "./campaign.ts";
import { seedsOfThisRun } from "./seeds.ts";

/** Somewhere for connections to live and calls to run, and how many spoiled messages. */
const servers = {
  "nonblocking on one event loop": { options: ["--workers", "0"], messages: 6000 },
  "nonblocking with threads": { options: ["--workers", "2"], messages: 4000 },
  threadpool: { options: ["--model", "threadpool", "--workers", "2"], messages: 4000 },
  processpool: { options: ["--model", "processpool", "--workers", "2"], messages: 4000 },
  forking: { options: ["--model", "forking", "--spares", "2"], messages: 150 },
} as const;

/**
 * Another one each time, and on Bun one that is always the same as well; not where workers read what the event loop reads
 * with the same code.
 */
const seeds = seedsOfThisRun();

/**
 * Milliseconds: far more than a call takes on a machine that does nothing else, as here many things may run at once.
 * `npm run fuzz` holds the server to 250.
 */
const maxLatency = 10_000;

/** Bytes by which a process may grow: a new one has not yet loaded all that the dialects need. */
const maxGrowth = 128e6;

for (const [name, { options, messages }] of Object.entries(servers)) {
  for (const seed of options[0] === "--workers" ? seeds : seeds.slice(0, 1)) {
    test(`${name}: ${messages} spoiled messages leave a server that others do not notice them on, --seed ${seed}`, {
      skip: process.platform !== "linux" && "memory is read from /proc",
    }, async () => {
      const { failures, probe, log } = await campaign({
        command: commandLine,
        options,
        seed,
        messages: Math.ceil(messages / 2),
        connections: name === "forking" ? 4 : 32,
        maxLatency,
        maxGrowth,
      });
      assert.deepEqual(failures, [], log.slice(-2000));
      assert.ok(probe.calls > 0);
    });
  }
}
