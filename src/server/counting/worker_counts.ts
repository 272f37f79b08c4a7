// The inside of a worker, counting: into memory that its server reads, and that outlives it.
import { closeSync, openSync, writeSync } from "node:fs";
import { log } from "../../log/log.ts";
import { CallCounts } from "../../metrics/call_counts.ts";
import { type CountedService, layCells } from "../../metrics/cells.ts";
import { loadRuntime, runtime } from "../../runtime/current.ts";
import { textOf } from "../../words/thrown.ts";
import type { CountMemory } from "./count_memory.ts";
import { CountWriter } from "./count_writer.ts";
import { watchLoop } from "./loop_state.ts";

/** The counts of a worker's event loop. */
export interface WorkerCounts {
  readonly calls: CallCounts;
  /** Sees to it that the server can read all: the worker ends. */
  flush(): void;
}

/** The work that an event loop has. */
export interface LoopLoad {
  /** Calls that wait on it. */
  readonly waitingCalls: number;
  readonly connections: number;
}

/**
 * Begins to count.
 * @param load tells what this event loop has to do.
 */
export async function openCounts(
  memory: CountMemory,
  service: CountedService,
  load: () => LoopLoad,
): Promise<WorkerCounts | undefined> {
  const waiting = () => load().waitingCalls;
  const bytes = layCells(service).length * Float64Array.BYTES_PER_ELEMENT;
  if (bytes > memory.size) return undefined; // of thousands of functions
  if (memory.kind === "shared") {
    const calls = new CallCounts(service, memory.buffer);
    watchLoop(calls.cells, "thread", waiting);
    return { calls, flush: () => {} };
  }
  await loadRuntime();
  try {
    const mapped = runtime.mapFile(memory.path, memory.offset, memory.size);
    if (mapped !== undefined) return counting(new CallCounts(service, mapped), waiting);
    return byWriting(memory, service, load);
  } catch (error) {
    log.error("the calls of this worker are not counted: {reason}", { reason: textOf(error) });
    return undefined; // it serves
  }
}

function counting(calls: CallCounts, waiting: () => number, flush = () => {}): WorkerCounts {
  watchLoop(calls.cells, "process", waiting, flush);
  return { calls, flush };
}

/**
 * Node cannot map files: it writes them. The system may have no memory for them by then, which is no call's fault.
 */
function byWriting(
  { path, offset }: Extract<CountMemory, { kind: "file" }>,
  service: CountedService,
  load: () => LoopLoad,
): WorkerCounts {
  const file = openSync(path, "r+");
  let hasFailed = false;
  const write = () => {
    if (hasFailed) return;
    try {
      writeSync(file, bytes, 0, bytes.length, offset);
    } catch (error) {
      hasFailed = true;
      log.error("the calls of this worker are counted no more: {reason}", { reason: textOf(error) });
    }
  };
  const writer = new CountWriter(write, () => load().connections);
  const calls: CallCounts = new CallCounts(service, undefined, () => writer.changed(calls.ended));
  const bytes = new Uint8Array(calls.cells.buffer);
  process.on("exit", () => {
    write();
    closeSync(file);
  });
  return counting(calls, () => load().waitingCalls, write);
}
