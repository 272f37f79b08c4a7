// The memory that a server holds, over all its processes: read from /proc, where there is one.
import { readdirSync, readFileSync } from "node:fs";

/**
 * The memory of a process and of all that it has started, in bytes. What several of them share counts once: this is the
 * sum of their proportional set sizes.
 * @returns undefined where the system does not tell.
 */
export function memoryOf(pid: number): number | undefined {
  const parents = new Map<number, number>();
  try {
    for (const name of readdirSync("/proc")) {
      if (/^\d+$/.test(name)) parents.set(Number(name), parentOf(name));
    }
  } catch {
    return undefined;
  }
  const tree = [pid];
  for (const member of tree) {
    for (const [child, parent] of parents) if (parent === member) tree.push(child);
  }
  const sum = tree.map(proportionalSetSize).reduce((total, size) => total + size, 0);
  return sum === 0 ? undefined : sum;
}

/** See proc_pid_stat(5): the name, in parentheses, may itself hold spaces and parentheses. */
function parentOf(pid: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0; // it has ended
  }
}

function proportionalSetSize(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
