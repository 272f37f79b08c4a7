// The runtime that this program runs on. Nothing outside this folder asks for its name to decide.
import type { Runtime } from "./runtime.ts";

/** There once {@link loadRuntime} has been awaited, which serving begins with. */
export let runtime: Runtime;

/**
 * Finds out the runtime. No module waits for that when it is imported: `require()` takes none that does, nor do
 * bundlers that write CommonJS.
 */
export async function loadRuntime(): Promise<void> {
  runtime ??= await load();
}

/** Imported on demand: each file names what only its own runtime has. */
async function load(): Promise<Runtime> {
  if ("bun" in process.versions) return (await import("./bun/runtime.ts")).bun;
  if ("deno" in process.versions) return (await import("./deno/runtime.ts")).deno;
  return (await import("./node/runtime.ts")).node;
}
