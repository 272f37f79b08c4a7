// Memory that several processes share, by way of a file: Bun maps files itself, if this process may write to them.

import type { Pointer } from "bun:ffi";
import { closeSync, fstatSync, openSync } from "node:fs";
import { bunFfi } from "./ffi.ts";
import { mappingCalls } from "./system_calls.ts";

/**
 * A whole file as memory: what is written there is this process's own.
 * @returns undefined where it may only be read, on another system than Linux. @throws when it cannot be mapped.
 */
export function mapCopy(path: string): ArrayBufferLike | undefined {
  try {
    return Bun.mmap(path, { shared: false }).buffer;
  } catch (error) {
    if (!["EACCES", "EROFS", "EPERM"].includes(String((error as NodeJS.ErrnoException).code))) throw error;
    return process.platform === "linux" ? mapReadable(path) : undefined;
  }
}

function mapReadable(path: string): ArrayBufferLike | undefined {
  const descriptor = openSync(path, "r");
  try {
    const { size } = fstatSync(descriptor);
    const at = mappingCalls()?.mmap(null, size, readAndWrite, ownCopy, descriptor, 0);
    if (at === undefined) return undefined;
    if (BigInt(at) === -1n) throw new Error(`cannot map ${path}`);
    return bunFfi().toArrayBuffer(Number(at) as Pointer, 0, size);
  } finally {
    closeSync(descriptor);
  }
}

// Linux's numbers: PROT_READ | PROT_WRITE, MAP_PRIVATE.
const readAndWrite = 3;
const ownCopy = 2;

/** A part of a file as memory: what is written there is in the file at once. @throws when it cannot be mapped. */
export function mapFile(path: string, offset: number, size: number): ArrayBufferLike {
  return Bun.mmap(path, { shared: true, offset, size } as Bun.MMapOptions).buffer;
}
