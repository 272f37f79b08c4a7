// The runtime that this program runs on. Nothing outside this folder asks for its name to decide.
import type { Runtime } from "./runtime.ts";

export const runtime: Runtime = await load();

/** Imported on demand: each file names modules that only its own runtime has. */
async function load(): Promise<Runtime> {
  if ("bun" in process.versions) return (await import("./bun.ts")).bun;
  if ("deno" in process.versions) return (await import("./deno.ts")).deno;
  return (await import("./node.ts")).node;
}
