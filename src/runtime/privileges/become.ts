// Becomes another user, for good: all threads of this process, and whatever it starts.

import type { Credentials } from "./credentials.ts";
import { showInProc } from "./show_in_proc.ts";

/** Becomes the user. @throws {Error} when the system refuses. */
export async function become(credentials: Credentials): Promise<void> {
  if ("deno" in process.versions) {
    const { becomeByCalls } = await import("./by_deno.ts");
    becomeByCalls(credentials);
  } else {
    const { uid, gid, name } = credentials;
    if (name === undefined) process.setgroups?.([gid]);
    else (process as WithGroups).initgroups?.(name, gid);
    process.setgid?.(gid);
    process.setuid?.(uid);
  }
  const { getuid, geteuid, getgid, getegid } = process;
  const now = [getuid?.(), geteuid?.(), getgid?.(), getegid?.()];
  const wanted = [credentials.uid, credentials.uid, credentials.gid, credentials.gid];
  if (now.some((id, index) => id !== wanted[index])) throw new Error(`it is user ${now[1]} still`);
  if (!("bun" in process.versions)) return;
  const { callsOfWorker } = await import("../bun/system_calls.ts");
  callsOfWorker()?.prctl(showInProc.option, showInProc.value);
}

/** The types lack it. */
type WithGroups = NodeJS.Process & { initgroups?(name: string, group: number): void };
