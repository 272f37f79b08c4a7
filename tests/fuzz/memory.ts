// The memory that a server has, read from /proc.
import { readFileSync } from "node:fs";
import { processTree } from "../fixtures/processes.ts";

/** What a process and all that it has started have in RAM, in bytes. What they share counts for each of them. */
export function residentOf(pid: number): number {
  return processTree(pid).reduce((sum, member) => sum + residentOfOne(member.pid), 0);
}

/** See proc_pid_statm(5). */
function residentOfOne(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * pageSize;
  } catch {
    return 0; // it has ended
  }
}

const pageSize = 4096;
