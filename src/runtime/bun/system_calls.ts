// The few calls of the operating system that Bun has no function for, from the C library. Each takes some time
// to be made callable, so that a worker process, which lives a few milliseconds perhaps, asks for its own only.
import type { FFIFunction, Pointer } from "bun:ffi";
import { parentDeath } from "../parent_death.ts";
import { bunFfi } from "./ffi.ts";

const [i32, i64, u64, ptr] = ["i32", "i64", "u64", "ptr"] as const;

/** The calls a server makes, as C has them: they return -1 when they fail. */
export interface SystemCalls {
  dup(descriptor: number): number;
  close(descriptor: number): number;
  listen(descriptor: number, backlog: number): number;
  shutdown(descriptor: number, ways: number): number;
  _exit(status: number): void;
  socketpair(family: number, type: number, protocol: number, pair: number): number;
  sendmsg(descriptor: number, message: number, flags: number): number;
  recv(descriptor: number, bytes: number, length: bigint | number, flags: number): bigint | number;
  poll(entries: number, count: bigint | number, timeout: number): number;
  /** The place of errno, which says why the last call has failed. */
  __errno_location(): Pointer;
}

let calls: SystemCalls | undefined | null = null;

/** The calls, or undefined where the C library is not found by a name we know. */
export function systemCalls(): SystemCalls | undefined {
  if (calls === null) {
    calls = load<SystemCalls>({
      dup: { args: [i32], returns: i32 },
      close: { args: [i32], returns: i32 },
      listen: { args: [i32, i32], returns: i32 },
      shutdown: { args: [i32, i32], returns: i32 },
      _exit: { args: [i32], returns: "void" },
      socketpair: { args: [i32, i32, i32, ptr], returns: i32 },
      sendmsg: { args: [i32, ptr, i32], returns: i32 },
      recv: { args: [i32, ptr, u64, i32], returns: i64 },
      poll: { args: [ptr, u64, i32], returns: i32 },
      __errno_location: { args: [], returns: ptr },
    });
  }
  return calls;
}

/** The reason why the call before has failed: errno(3). */
export function errorNumber(): number {
  const where = systemCalls()?.__errno_location();
  return where === undefined ? 0 : bunFfi().read.i32(where, 0);
}

/** The calls of a worker process. */
export interface WorkerCalls {
  /** Receives connections. */
  recvmsg(descriptor: number, message: number, flags: number): number;
  prctl(option: number, value: number): number;
}

/** The call of a server that cannot accept connections for a while. */
export interface EpollCalls {
  epoll_ctl(set: number, operation: number, descriptor: number, event: number): number;
}

let epoll: EpollCalls | undefined;

/** The call, or undefined as for {@link systemCalls}. */
export function epollCalls(): EpollCalls | undefined {
  epoll ??= load<EpollCalls>({ epoll_ctl: { args: [i32, i32, i32, ptr], returns: i32 } });
  return epoll;
}

/** The calls of a server that lends connections to threads. */
export interface LendingCalls {
  fcntl(descriptor: number, command: number, argument: number): number;
  close(descriptor: number): number;
  shutdown(descriptor: number, ways: number): number;
}

let lending: LendingCalls | undefined | null = null;

/** The calls, or undefined as for {@link systemCalls}. */
export function lendingCalls(): LendingCalls | undefined {
  if (lending === null) {
    lending = load<LendingCalls>({
      fcntl: { args: [i32, i32, i32], returns: i32 },
      close: { args: [i32], returns: i32 },
      shutdown: { args: [i32, i32], returns: i32 },
    });
  }
  return lending;
}

/** The call of a thread that is lent connections. */
export interface CallsOfWriting {
  /** What it returns is a C long: of so few bytes that they can be told by an int, which costs less. */
  send(descriptor: number, bytes: number, length: number, flags: number): number;
}

let writing: CallsOfWriting | undefined | null = null;

/** The call, or undefined as for {@link systemCalls}. */
export function callsOfWriting(): CallsOfWriting | undefined {
  if (writing === null) {
    writing = load<CallsOfWriting>({ send: { args: [i32, ptr, u64, i32], returns: i32 } });
  }
  return writing;
}

/** The calls that tell a service manager of this program. */
export interface CallsOfDatagrams {
  socket(family: number, type: number, protocol: number): number;
  sendto(
    descriptor: number,
    bytes: Pointer,
    length: bigint,
    flags: number,
    address: Pointer,
    size: number,
  ): bigint | number;
  clock_gettime(clock: number, time: Pointer): number;
}

/** The calls, or undefined as for {@link systemCalls}. */
export function callsOfDatagrams(): CallsOfDatagrams | undefined {
  return load<CallsOfDatagrams>({
    socket: { args: [i32, i32, i32], returns: i32 },
    sendto: { args: [i32, ptr, u64, i32, ptr, i32], returns: i64 },
    clock_gettime: { args: [i32, ptr], returns: i32 },
  });
}

/** The call of a server that ends. */
export interface EndingCalls {
  setsockopt(descriptor: number, level: number, option: number, value: Uint8Array, size: number): number;
}

/** The call, or undefined as for {@link systemCalls}. */
export function endingCalls(): EndingCalls | undefined {
  return load<EndingCalls>({ setsockopt: { args: [i32, i32, i32, ptr, i32], returns: i32 } });
}

/** The calls that bind a socket. */
export interface CallsOfBinding extends EndingCalls {
  socket(family: number, type: number, protocol: number): number;
  bind(descriptor: number, address: Uint8Array, size: number): number;
  close(descriptor: number): number;
}

/** The calls, or undefined as for {@link systemCalls}. */
export function callsOfBinding(): CallsOfBinding | undefined {
  return load<CallsOfBinding>({
    socket: { args: [i32, i32, i32], returns: i32 },
    setsockopt: { args: [i32, i32, i32, ptr, i32], returns: i32 },
    bind: { args: [i32, ptr, i32], returns: i32 },
    close: { args: [i32], returns: i32 },
  });
}

/** The call that maps files. */
export interface MappingCalls {
  mmap(
    at: null,
    size: number,
    protection: number,
    flags: number,
    descriptor: number,
    offset: number,
  ): bigint | number;
}

/** The call, or undefined as for {@link systemCalls}. */
export function mappingCalls(): MappingCalls | undefined {
  return load<MappingCalls>({ mmap: { args: [ptr, u64, i32, i32, i32, i64], returns: i64 } });
}

let workerCalls: WorkerCalls | undefined;

/** The calls, or undefined as for {@link systemCalls}. */
export function callsOfWorker(): WorkerCalls | undefined {
  workerCalls ??= load<WorkerCalls>({
    recvmsg: { args: [i32, ptr, i32], returns: i32 },
    prctl: { args: [i32, u64], returns: i32 },
  });
  return workerCalls;
}

/**
 * Sets the length of a listening socket's queue. Bun 1.4 always asks for 512; the system takes a second
 * listen() on the same socket as a change of that.
 */
export function setBacklog(descriptor: number, backlog: number): void {
  systemCalls()?.listen(descriptor, backlog);
}

/** Asks the system to end this process when its parent ends, even in the middle of a call: see {@link parentDeath}. */
export function endWithParent(): void {
  if (process.platform === "linux") callsOfWorker()?.prctl(parentDeath.option, parentDeath.signal);
}

function load<Calls>(symbols: Record<string, FFIFunction>): Calls | undefined {
  for (const library of ["libc.so.6", "libc.so"]) {
    try {
      return bunFfi().dlopen(library, symbols).symbols as Calls;
    } catch {
      // Another name, or a platform without one.
    }
  }
  return undefined;
}
