// The memory that a thread's objects may take.
import type { ResourceLimits } from "node:worker_threads";

/**
 * As much as those of the server itself, on runtimes that hold a thread to it: one that takes more ends alone. Without
 * the limit it would take the whole program with it. `--max-old-space-size` in NODE_OPTIONS raises it.
 */
export function heapLimit(): ResourceLimits | undefined {
  if ("bun" in process.versions) return undefined; // it takes no notice
  const { heap_size_limit: bytes } = process.getBuiltinModule("node:v8").getHeapStatistics();
  return { maxOldGenerationSizeMb: Math.floor(bytes / 2 ** 20) };
}
