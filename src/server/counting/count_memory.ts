// Memory for the counts of one worker, as the worker is told of it. Plain data.

/** The memory. */
export type CountMemory =
  /** Of a thread. */
  | { readonly kind: "shared"; readonly buffer: SharedArrayBuffer; readonly size: number }
  /** Of a process: a part of a file. */
  | { readonly kind: "file"; readonly path: string; readonly offset: number; readonly size: number };

/** Bytes for one worker: counts of some 3,000 functions. Those that nothing was written to take no memory. */
export const countMemorySize = 1_048_576;
