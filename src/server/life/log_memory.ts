// A line of the log, at the start, about the memory that workers take: where it is much, and may decide between models.
import { readFile } from "node:fs/promises";
import { log } from "../../log/log.ts";
import type { ObservedWorker } from "../counting/observed.ts";

/**
 * Tells what a worker takes after its `init` and warm-up. Nothing is said where that is little, or where the system does not
 * tell: of processes Linux does.
 * @param workers those that are there; they may be at their start yet.
 * @param before bytes that this process took before it had any.
 */
export async function logMemory(workers: readonly ObservedWorker[], before: number): Promise<void> {
  const ready = workers.filter(({ state }) => state === "ready");
  const own = process.memoryUsage.rss();
  const [first] = ready;
  if (first === undefined) return;
  const inProcesses =
    first.runs === "process" ? sum(await Promise.all(ready.map(({ number }) => taken(number)))) : undefined;
  if (first.runs === "process" && inProcesses === undefined) return;
  // Threads that are at their start have taken some of it as well.
  const count = inProcesses === undefined ? workers.length : ready.length;
  const each = (inProcesses ?? own - before) / count;
  if (each < told) return;
  const about = { count, each: megabytes(each), all: megabytes(own + (inProcesses ?? 0)) };
  const plural = count === 1 ? "" : first.runs === "process" ? "es" : "s";
  const common = inProcesses === undefined ? "" : "; what they have in common counts once";
  const words = `{all} of memory are taken, by {count} worker ${first.runs}${plural} about {each} each${common}`;
  log.info(words, about);
}

/** Bytes of a worker below which nothing is said: more than any runtime takes for itself. */
const told = 120_000_000;

/**
 * The memory of a process, where what it shares with others counts in part (the proportional set size); undefined: it is not
 * known, or it has ended.
 */
async function taken(pid: number): Promise<number | undefined> {
  try {
    const [, kilobytes] =
      /^Pss:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/smaps_rollup`, "utf8")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce((all, one) => (all === undefined || one === undefined ? undefined : all + one), 0);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
