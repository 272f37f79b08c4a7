// The machine and the runtime that a benchmark runs on, in words.
import { cpus } from "node:os";
import type { Results } from "../../../bench/results.ts";
import { processors } from "../../../options/processors.ts";
import { insideExecutable } from "../../../runtime/building/inside.ts";
import { loadRuntime, runtime } from "../../../runtime/current.ts";

/** Describes them. */
export async function describeMachine(): Promise<Pick<Results, "machine" | "processors" | "runtime">> {
  await loadRuntime();
  const name = runtime.name.charAt(0).toUpperCase() + runtime.name.slice(1);
  const version = `${name} ${runtime.version}`;
  return {
    machine: cpus()[0]?.model.trim() || process.arch,
    processors: processors(),
    runtime: insideExecutable() === undefined ? version : `executable (${version})`,
  };
}
