// The processes that a process has started, and those of them that are still there: read from /proc.
import { readdirSync, readFileSync } from "node:fs";

/** A process that cannot be taken for a later one with the same number. */
export interface ProcessId {
  readonly pid: number;
  /** When it started, in the kernel's clock ticks since it booted. */
  readonly started: number;
  readonly name: string;
}

/** The process and all its descendants. */
export function processTree(pid: number): ProcessId[] {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const processes = all.map((name) => read(Number(name))).filter((found) => found !== undefined);
  const tree = processes.filter((process) => process.pid === pid);
  for (const member of tree) tree.push(...processes.filter((process) => process.parent === member.pid));
  return tree.map(({ pid, started, name }) => ({ pid, started, name }));
}

/** Those of `tree` that still run. A zombie does not: it waits for whoever inherited it to take notice. */
export function leftOf(tree: readonly ProcessId[]): ProcessId[] {
  return tree.filter(({ pid, started }) => {
    const now = read(pid);
    return now !== undefined && now.started === started && now.state !== "Z";
  });
}

/** The zombies among the children of a process: children that ended and that it has not taken notice of. */
export function zombiesOf(pid: number): ProcessId[] {
  return processTree(pid).filter((member) => read(member.pid)?.state === "Z");
}

interface Stat extends ProcessId {
  readonly state: string;
  readonly parent: number;
}

/** See proc_pid_stat(5). The name, in parentheses, may itself hold spaces and parentheses. */
function read(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [open, close] = [text.indexOf("("), text.lastIndexOf(")")];
    const fields = text.slice(close + 2).split(" ");
    const [state, parent, started] = [fields[0]!, Number(fields[1]), Number(fields[19])];
    return { pid, name: text.slice(open + 1, close), state, parent, started };
  } catch {
    return undefined; // it has ended
  }
}
