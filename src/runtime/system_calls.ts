// The few calls of the operating system that Bun has no function for, from the C library.
import { dlopen, FFIType } from "bun:ffi";

/** The calls, as C has them: they return -1 when they fail. */
export interface SystemCalls {
  dup(descriptor: number): number;
  close(descriptor: number): number;
  listen(descriptor: number, backlog: number): number;
  prctl(option: number, value: number): number;
}

let calls: SystemCalls | undefined | null = null;

/** The calls, or undefined where the C library is not found by a name we know. */
export function systemCalls(): SystemCalls | undefined {
  if (calls === null) calls = load();
  return calls;
}

/**
 * Sets the length of a listening socket's queue. Bun 1.4 always asks for 512; the system takes a second
 * listen() on the same socket as a change of that.
 */
export function setBacklog(descriptor: number, backlog: number): void {
  systemCalls()?.listen(descriptor, backlog);
}

/**
 * Has the system end this process when its parent ends, even in the middle of a call: Linux only. Without
 * it the process ends as soon as its event loop sees that the parent is gone.
 */
export function endWithParent(): void {
  const setParentDeathSignal = 1;
  const sigkill = 9;
  if (process.platform === "linux") systemCalls()?.prctl(setParentDeathSignal, sigkill);
}

function load(): SystemCalls | undefined {
  for (const library of ["libc.so.6", "libc.so"]) {
    try {
      return dlopen(library, {
        prctl: { args: [FFIType.i32, FFIType.u64], returns: FFIType.i32 },
        dup: { args: [FFIType.i32], returns: FFIType.i32 },
        close: { args: [FFIType.i32], returns: FFIType.i32 },
        listen: { args: [FFIType.i32, FFIType.i32], returns: FFIType.i32 },
      }).symbols;
    } catch {
      // Another name, or a platform without one: connections are relayed to threads then.
    }
  }
  return undefined;
}
