// Standard output and error, written to without waiting for their readers. The descriptors that a program is
// started with are shared with other programs, its shell among them: O_NONBLOCK is never set on them. A pipe or a
// terminal is opened once more instead, which gives a description of our own; a socket, which cannot be opened, is
// written to by send(2). Forked processes load this: modules are asked for when they are needed.

/** Writes as many of the bytes as the system takes at once. @returns how many. @throws when there is no reader (EPIPE). */
export type WriteAtOnce = (bytes: Uint8Array) => number;

/** Standard output or error. */
export type StandardDescriptor = 1 | 2;

/** A way to write to a descriptor. Where the system offers nothing better, writing waits as it always did. */
export function openStandardDescriptor(descriptor: StandardDescriptor): WriteAtOnce {
  const kind = kindOf(descriptor);
  if (kind === "socket") return socketWriter(descriptor) ?? writer(descriptor);
  return writer((opensAgain(descriptor) ? openedAgain(descriptor) : undefined) ?? descriptor);
}

/**
 * Writes all of the bytes, however long their reader takes, whether the descriptor waits for it by itself or not: Node
 * sets O_NONBLOCK on a pipe as soon as a module imports node:process. @throws when there is no reader (EPIPE).
 */
export function writeWaiting(descriptor: StandardDescriptor, bytes: Uint8Array): void {
  const write = writer(descriptor);
  for (let rest = bytes; rest.length > 0; ) {
    const written = write(rest);
    if (written === 0) sleep(1);
    rest = rest.subarray(written);
  }
}

/** Holds this thread up. */
export function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function writer(descriptor: number): WriteAtOnce {
  const { writeSync } = fs();
  return (bytes) => {
    try {
      return writeSync(descriptor, bytes);
    } catch (error) {
      if ((error as { code?: unknown }).code === "EAGAIN") return 0;
      throw error;
    }
  };
}

/** The kind of a descriptor; writing to `other` never waits for a reader: a file, /dev/null, one that is closed. */
export function kindOf(descriptor: StandardDescriptor): "pipe" | "socket" | "terminal" | "other" {
  try {
    const kind = fs().fstatSync(descriptor);
    if (kind.isFIFO()) return "pipe";
    if (kind.isSocket()) return "socket";
    if (kind.isCharacterDevice() && process.getBuiltinModule("node:tty").isatty(descriptor))
      return "terminal";
  } catch {
    // It is closed.
  }
  return "other";
}

/** Whether what is printed may find no reader. Files and terminals are left to the runtime. */
export function mayBeUnread(descriptor: StandardDescriptor): boolean {
  const kind = kindOf(descriptor);
  return kind === "pipe" || kind === "socket";
}

/** Whether `console` writes by itself; on Node it writes to `process.stdout` and `process.stderr`. */
export function consoleWritesItself(): boolean {
  return "bun" in process.versions || "deno" in process.versions;
}

/**
 * Has `process.stdout`, or `process.stderr`, be made by `make` when it is first asked for.
 * @param make is given what makes the runtime's own.
 */
export function replaceStandardStream(
  descriptor: StandardDescriptor,
  make: (native: () => NodeJS.WritableStream) => NodeJS.WritableStream,
): void {
  const name = descriptor === 1 ? "stdout" : "stderr";
  const native = nativeStream(name, descriptor);
  let stream: NodeJS.WritableStream | undefined;
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get: () => {
      stream ??= make(native);
      return stream;
    },
  });
}

function nativeStream(
  name: "stdout" | "stderr",
  descriptor: StandardDescriptor,
): () => NodeJS.WritableStream {
  if (!("bun" in process.versions)) {
    const { get } = Object.getOwnPropertyDescriptor(process, name) ?? {};
    return () => get?.call(process);
  }
  // Bun would make its own here, which takes 6 ms and sets O_NONBLOCK on the descriptor; to write the property does not.
  Reflect.set(process, name, undefined);
  return () => new (process.getBuiltinModule("node:tty").WriteStream)(descriptor);
}

/**
 * Bun: what a thread is told of its process's descriptors, which are its own as well. One that it opened itself would
 * stay open when it is terminated; the other runtimes close what their threads have opened.
 */
export function descriptorsForThreads(): object {
  for (const descriptor of [1, 2] as const) if (opensAgain(descriptor)) openedAgain(descriptor);
  return { [ofThreads]: opened };
}

function opensAgain(descriptor: StandardDescriptor): boolean {
  return ["pipe", "terminal"].includes(kindOf(descriptor));
}

const ofThreads = "thriftserveStandardDescriptors";
const opened = new Map<StandardDescriptor, number>();

/** A description of our own of the same pipe or terminal; undefined where the system does not give one. */
function openedAgain(descriptor: StandardDescriptor): number | undefined {
  const known = opened.get(descriptor) ?? toldByProcess()?.get(descriptor);
  if (known !== undefined) return known;
  const { openSync, constants } = fs();
  if (process.platform !== "linux") return undefined;
  try {
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
    const own = openSync(`/proc/self/fd/${descriptor}`, flags);
    opened.set(descriptor, own);
    return own;
  } catch {
    return undefined; // no /proc, or another user's pipe
  }
}

function toldByProcess(): ReadonlyMap<StandardDescriptor, number> | undefined {
  if (!("bun" in process.versions)) return undefined;
  const { isMainThread, workerData } = process.getBuiltinModule("node:worker_threads");
  if (isMainThread || typeof workerData !== "object" || workerData === null) return undefined;
  return (workerData as { readonly [ofThreads]?: typeof opened })[ofThreads];
}

function socketWriter(descriptor: StandardDescriptor): WriteAtOnce | undefined {
  if ("bun" in process.versions || "deno" in process.versions) {
    const send = process.platform === "linux" ? loadSend() : undefined;
    return (
      send && ((bytes) => Math.max(0, Number(send(descriptor, bytes, bytes.length, dontWait | noSignal))))
    );
  }
  // Node makes them non-blocking itself, as soon as a program prints or has a thread.
  const { isMainThread } = process.getBuiltinModule("node:worker_threads");
  if (isMainThread) {
    const { Socket } = process.getBuiltinModule("node:net");
    held.add(new Socket({ fd: descriptor, readable: false, writable: true }).unref());
  }
  return undefined;
}

/** Sockets that would close their descriptors if they were collected. */
const held = new Set<object>();

type Send = (descriptor: number, bytes: Uint8Array, length: number, flags: number) => number | bigint;

/** send(2) of the C library, by the foreign function interface that Bun and Deno have. */
function loadSend(): Send | undefined {
  try {
    if ("bun" in process.versions) {
      const { dlopen } = builtin("bun:ffi") as typeof import("bun:ffi");
      const symbols = { send: { args: ["i32", "ptr", "u64", "i32"], returns: "i64" } } as const;
      return dlopen("libc.so.6", symbols).symbols.send as unknown as Send;
    }
    const { Deno } = globalThis as unknown as { Deno: { dlopen: DenoOpen } };
    const symbols = { send: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" } };
    return Deno.dlopen("libc.so.6", symbols).symbols.send;
  } catch {
    return undefined; // another C library, or no permission
  }
}

type DenoOpen = (library: string, symbols: object) => { readonly symbols: { readonly send: Send } };

/** A module of the runtime's own whose types no other runtime knows. */
function builtin(name: string): unknown {
  return (process.getBuiltinModule as (name: string) => unknown)(name);
}

function fs(): typeof import("node:fs") {
  return process.getBuiltinModule("node:fs");
}

/** MSG_DONTWAIT and MSG_NOSIGNAL of Linux. */
const dontWait = 0x40;
const noSignal = 0x4000;
