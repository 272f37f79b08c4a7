// A well-behaved client in a thread of its own, where nothing but the server can keep it waiting: it calls all the
// time over one connection, and now and then over a new one, and tells how long the answers took.
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { type Client, connect } from "../../src/client/client.ts";
import { goldenService } from "../fixtures/messages.ts";
import type { ProbeReport } from "./probe.ts";

const { port, fresh } = workerData as { port: number; fresh: boolean };
const service = goldenService();
const report: { -readonly [Key in keyof ProbeReport]: ProbeReport[Key] } = {
  calls: 0,
  slowest: 0,
  slowestFresh: 0,
  late: 0,
  failure: undefined,
};
let stopped = false;

/** Milliseconds between two calls, between two new connections, and between two reports. */
const pause = 4;
const freshPause = 200;
const reportPause = 200;

async function call(client: Client, number: number): Promise<number> {
  const began = performance.now();
  const sum = await client.call("add", number, 1);
  if (sum !== number + 1) throw new Error(`add(${number}, 1) was ${String(sum)}`);
  report.calls++;
  return performance.now() - began;
}

async function probe(): Promise<void> {
  const client = await connect(service, { port });
  for (let number = 0; !stopped; number++) {
    report.slowest = Math.max(report.slowest, await call(client, number));
    const before = performance.now();
    await sleep(pause);
    report.late = Math.max(report.late, performance.now() - before - pause);
  }
  client.close();
}

async function probeFresh(): Promise<void> {
  for (let number = 0; !stopped; number++) {
    const began = performance.now();
    const client = await connect(service, { port, protocol: "compact" });
    await call(client, number);
    client.close();
    report.slowestFresh = Math.max(report.slowestFresh, performance.now() - began);
    await sleep(freshPause);
  }
}

parentPort!.on("message", () => {
  stopped = true;
});
const reporting = setInterval(() => parentPort!.postMessage({ ...report }), reportPause);
try {
  await Promise.all(fresh ? [probe(), probeFresh()] : [probe()]);
} catch (error) {
  report.failure = error instanceof Error ? error.message : String(error);
}
clearInterval(reporting);
parentPort!.postMessage({ ...report });
parentPort!.postMessage("done"); // and whoever started this thread ends it
