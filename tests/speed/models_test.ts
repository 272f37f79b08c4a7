// Calls that use the processor run on as many cores as the machine has to give just then.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import type { Client } from "../../src/client/client.ts";
import { allModels, fewWorkers, serveProbe } from "../fixtures/serving.ts";

/** Of what two bare threads gain over one: 1.7 times of 2, where two cores have nothing else to do. */
const share = 0.85;

for (const model of allModels.filter((one) => one !== "simple")) {
  test(`${model} runs calls that use the processor as much sooner than simple as two bare threads would`, async () => {
    await using simple = await serveProbe({ model: "simple" });
    const spares = model === "forking" || model === "threaded" ? { spares: 2 } : {};
    await using several = await serveProbe({ model, ...fewWorkers(model), ...spares });
    const one = await simple.connect();
    const two = [await several.connect(), await several.connect()];
    const threads = [bareThread(), bareThread()];
    try {
      const rounds: string[] = [];
      for (let round = 0; round < 40; round++) {
        // Side by side: other programs use this machine too, and may leave one core for a while.
        const possible = (await bare([4], threads)) / (await bare([2, 2], threads));
        const gain = (await calls([one, one])) / (await calls(two));
        if (gain >= share * possible && (possible >= 1.2 || round >= 30)) return;
        rounds.push(`${gain.toFixed(2)} of ${possible.toFixed(2)}`);
      }
      assert.fail(`${model} was no more times faster than ${rounds.join(", ")}`);
    } finally {
      await Promise.all(threads.map((thread) => thread.terminate()));
    }
  });
}

function bareThread(): Worker {
  return new Worker(new URL("./spinner.ts", import.meta.url));
}

/** Milliseconds that threads take for so many calls each. */
async function bare(counts: readonly number[], threads: readonly Worker[]): Promise<number> {
  const started = performance.now();
  await Promise.all(
    counts.map((count, index) => {
      threads[index]!.postMessage(count);
      return once(threads[index]!, "message");
    }),
  );
  return performance.now() - started;
}

/** Milliseconds that two calls through each of these clients take when all are sent at once. */
async function calls(clients: readonly Client[]): Promise<number> {
  const started = performance.now();
  await Promise.all([...clients, ...clients].map((client) => client.call("spin", 40_000_000)));
  return performance.now() - started;
}
