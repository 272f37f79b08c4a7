// Calls of the operating system that Deno has no function for, from the C library (Linux). Deno asks for a
// permission that a worker process always has; without it there are none.

import { parentDeath } from "../parent_death.ts";

/** As C has them. */
export interface DenoCalls {
  prctl(option: number, value: bigint): number;
  signal(signal: number, handler: bigint): bigint;
  _exit(status: number): void;
  fcntl(descriptor: number, command: number, value: number): number;
  close(descriptor: number): number;
  socket(family: number, type: number, protocol: number): number;
  bind(descriptor: number, address: Uint8Array, size: number): number;
  setgroups(count: bigint, groups: Uint8Array): number;
  initgroups(name: Uint8Array, group: number): number;
  setgid(group: number): number;
  setuid(user: number): number;
  getsockopt(descriptor: number, level: number, option: number, value: Uint8Array, size: Uint8Array): number;
  setsockopt(descriptor: number, level: number, option: number, value: Uint8Array, size: number): number;
}

let calls: DenoCalls | undefined | null = null;

/** The C library; undefined: it cannot be loaded, or Deno may not. */
export function denoCalls(): DenoCalls | undefined {
  if (calls === null) calls = load();
  return calls;
}

/** The place of bytes in memory. */
export function placeOf(bytes: Uint8Array<ArrayBuffer>): bigint {
  const { UnsafePointer } = (globalThis as unknown as WithDlopen).Deno;
  return UnsafePointer.value(UnsafePointer.of(bytes));
}

/** Asks the system to end this process when its parent ends, even in the middle of a call. */
export function endWithParent(): void {
  denoCalls()?.prctl(parentDeath.option, BigInt(parentDeath.signal));
}

/**
 * Makes SIGUSR1 do nothing. Deno opens its debugger to every user of the machine, whatever listens for the signal; it
 * takes no notice any more when the system does not either. Called after listening for it has begun.
 */
export function openNoDebugger(): void {
  const [sigusr1, ignore] = [10, 1n];
  denoCalls()?.signal(sigusr1, ignore);
}

/** The part of `Deno` that is used here: the types of all three runtimes do not go together. */
interface WithDlopen {
  readonly Deno: {
    readonly permissions: { querySync(permission: { readonly name: string }): { readonly state: string } };
    readonly UnsafePointer: { of(bytes: Uint8Array<ArrayBuffer>): unknown; value(pointer: unknown): bigint };
    dlopen(library: string, symbols: object): { readonly symbols: unknown };
  };
}

function load(): DenoCalls | undefined {
  if (process.platform !== "linux") return undefined;
  const { Deno } = globalThis as unknown as WithDlopen;
  // Otherwise it would ask at the terminal.
  if (Deno.permissions.querySync({ name: "ffi" }).state !== "granted") return undefined;
  try {
    return Deno.dlopen("libc.so.6", {
      prctl: { parameters: ["i32", "u64"], result: "i32" },
      signal: { parameters: ["i32", "u64"], result: "u64" },
      _exit: { parameters: ["i32"], result: "void" },
      fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
      close: { parameters: ["i32"], result: "i32" },
      socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
      bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
      setgroups: { parameters: ["usize", "buffer"], result: "i32" },
      initgroups: { parameters: ["buffer", "u32"], result: "i32" },
      setgid: { parameters: ["u32"], result: "i32" },
      setuid: { parameters: ["u32"], result: "i32" },
      getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
      setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
    }).symbols as DenoCalls;
  } catch {
    return undefined; // another C library
  }
}
