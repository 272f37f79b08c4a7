// The processor time of one call, and where it goes: that of servers which do more and more of it, and of its parts in this
// process.
import { execFile, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Sample } from "../plan/results.ts";
import { buildFolder, own, programs, root, type ServerSpec } from "../plan/servers.ts";
import type { Stages } from "./call_stages.ts";
import { accepts, freePort, killGroup } from "./ports.ts";
import type { Prepared } from "./prepare.ts";
import { startServer } from "./server_process.ts";
import type { Turns } from "./turns.ts";

const execute = promisify(execFile);

/** Microseconds of the server's processors for a call, under one load. */
export interface CallCost {
  readonly connections: number;
  /** Calls that each of them has under way. */
  readonly depth: number;
  /** Sockets alone: bytes in, bytes out. */
  readonly sockets: number;
  /** The whole of it on one event loop. */
  readonly inline: number;
  /** The whole of it under the default model, with two threads. */
  readonly relayed: number;
}

/** What was found for calls of one shape. */
export interface CallCosts {
  readonly stages: Stages;
  readonly loads: readonly CallCost[];
}

const loads = [
  { connections: 8, depth: 1 },
  { connections: 32, depth: 1 },
  { connections: 500, depth: 1 },
  { connections: 4000, depth: 1 },
  { connections: 8, depth: 16 },
] as const;

/** Measures calls of `add` on Bun. */
export async function measureCallCosts(prepared: Prepared, turns: Turns): Promise<CallCosts> {
  const { file, replySize = 0 } = prepared.request("add", "binary");
  const [inline, relayed] = [0, 2].map((workers) => own(["bun"], "nonblocking", workers)[0]!);
  const stages = await stagesOf(file);
  const servers = await Promise.all([startBare(replySize), start(inline!), start(relayed!)]);
  try {
    const found: CallCost[] = [];
    for (const load of loads) {
      const samples: number[][] = servers.map(() => []);
      for (let round = 0; round <= turns.rounds; round++) {
        for (const [index, server] of servers.entries()) {
          const cost = await costOf(server, load, turns.seconds, file, replySize);
          if (round > 0) samples[index]!.push(cost);
        }
      }
      const [sockets = 0, here = 0, there = 0] = samples.map(median);
      found.push({ ...load, sockets, inline: here, relayed: there });
    }
    return { stages, loads: found };
  } finally {
    for (const { stop } of servers) await stop();
  }
}

async function stagesOf(file: string): Promise<Stages> {
  const script = join(root, "bench/measure/call_stages.ts");
  return JSON.parse((await execute(programs.bun, [script, file], { timeout: 60_000 })).stdout) as Stages;
}

interface Measured {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void> | void;
}

const start = (spec: ServerSpec): Promise<Measured> => startServer(spec, "binary");

async function startBare(replySize: number): Promise<Measured> {
  const port = await freePort();
  const script = join(root, "bench/measure/bare_server.ts");
  const { pid = 0 } = spawn(programs.bun, [script, String(port), String(replySize)], {
    detached: true,
    stdio: "ignore",
  });
  const began = performance.now();
  while (!(await accepts(port))) {
    if (performance.now() - began > 30_000) throw new Error(`${script} did not accept within 30 s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { pid, port, stop: () => killGroup(pid) };
}

/** @returns microseconds of processor time for a call. */
async function costOf(
  { pid, port }: Measured,
  { connections, depth }: { readonly connections: number; readonly depth: number },
  seconds: number,
  file: string,
  replySize: number,
): Promise<number> {
  const run = async (lasting: number): Promise<{ spent: number; calls: number }> => {
    const options = [port, connections, depth, lasting, file, replySize].map(String);
    const before = processorTime(pid);
    const { stdout } = await execute(join(buildFolder, "load"), options, { timeout: (lasting + 60) * 1000 });
    const { rate } = JSON.parse(stdout) as Sample;
    return { spent: processorTime(pid) - before, calls: rate * lasting };
  };
  const first = await run(seconds);
  if (connections < many) return first.spent / Math.max(1, first.calls);
  // What the same number of connections took to accept is in both.
  const longer = await run(3 * seconds);
  return (longer.spent - first.spent) / Math.max(1, longer.calls - first.calls);
}

const many = 500;

/** Microseconds that a process's threads have run for, by the scheduler's clock: /proc/PID/stat counts in ticks of 10 ms. */
function processorTime(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      // It has ended since.
    }
  }
  return nanoseconds / 1000;
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[values.length >> 1]!;
}
