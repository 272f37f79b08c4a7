// Tells a program that was started once more, as the worker of a server, from one that was started by a user.
import { isMainThread } from "node:worker_threads";
import { present, variable } from "./own_program.ts";
import type { RuntimeParent } from "./runtime.ts";

/**
 * The server that has started this program as its worker; undefined when none has. The second call finds none: what the
 * worker serves later, or starts itself, is its own.
 */
export async function startedAsWorker(): Promise<RuntimeParent | undefined> {
  if (!mayLook()) return undefined;
  const [runs, parent, hands] = process.env[variable]?.split(" ") ?? [];
  if (runs === undefined) return undefined;
  delete process.env[variable];
  const isThread = runs === "thread" && !isMainThread && Number(parent) === process.pid;
  // A program that has inherited the variable from a worker has another parent.
  const isProcess = runs === "process" && process.send !== undefined && Number(parent) === process.ppid;
  if (!isThread && !isProcess) return undefined;
  const worker = isThread
    ? await (await import("./thread_parent.ts")).threadParent(true)
    : await (await import("./process_parent.ts")).processParent(hands !== undefined);
  worker.send(present);
  return worker;
}

/** Deno asks the user, or throws, when a program looks into its environment that was not allowed to; a worker is. */
function mayLook(): boolean {
  const { Deno } = globalThis as { Deno?: { permissions: Permissions } };
  return Deno === undefined || Deno.permissions.querySync({ name: "env", variable }).state === "granted";
}

interface Permissions {
  querySync(descriptor: { readonly name: "env"; readonly variable: string }): { readonly state: string };
}
