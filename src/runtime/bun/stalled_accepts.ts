// Bun: notices that accepting fails, for want of file descriptors or of the system's memory, and pauses it. Bun 1.4 tries again
// at once, for as long as that lasts, and tells nobody: a busy loop.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { clientState } from "./client_state.ts";
import { bunFfi } from "./ffi.ts";
import { epollCalls } from "./system_calls.ts";

/**
 * Looks now and then whether connections wait and none is accepted, which costs a call of the system.
 *
 * @param listening the descriptor.
 * @param accepted the number of connections that were accepted so far.
 * @param failed is told each time that accepting is paused.
 * @returns what ends it.
 */
export function watchAccepts(listening: number, accepted: () => number, failed: () => void): () => void {
  if (process.platform !== "linux") return () => {};
  let poll: Poll | undefined;
  let before = -1;
  let stalled = 0;
  let timer = setTimeout(look, lookedAfter);
  timer.unref();

  function look(): void {
    poll ??= pollOf(listening); // now, while there are descriptors to find it with
    const now = accepted();
    const isStalled = now === before && clientState(listening) !== "silent";
    before = now;
    stalled = isStalled ? stalled + 1 : 0;
    if (stalled < 2 || poll === undefined) {
      again(look, lookedAfter);
      return;
    }
    failed();
    poll.rest(true);
    again(tryAgain, pausedFor);
  }

  /** It takes a moment to see whether it fails as before. */
  function tryAgain(): void {
    poll?.rest(false);
    again(look, triedFor);
  }

  function again(what: () => void, milliseconds: number): void {
    timer = setTimeout(what, milliseconds);
    timer.unref();
  }

  return () => {
    clearTimeout(timer);
    poll?.rest(false);
  };
}

/** Has Bun accept no more connections of a socket that it does not close. @returns whether it does so. */
export function restAccepts(listening: number): boolean {
  const poll = process.platform === "linux" ? pollOf(listening) : undefined;
  poll?.rest(true);
  return poll !== undefined;
}

/** A descriptor in the set that Bun's event loop waits for. */
interface Poll {
  /** Has the event loop not look at it, or look again. */
  rest(isResting: boolean): void;
}

/** Finds it in what the system tells of the set: proc_pid_fdinfo(5). */
function pollOf(descriptor: number): Poll | undefined {
  for (const name of readdirSync("/proc/self/fd")) {
    const found = entryIn(name, descriptor);
    if (found === undefined) continue;
    const { events, data } = found;
    return {
      rest: (isResting) => {
        const event = eventOf(isResting ? 0 : events, data);
        epollCalls()?.epoll_ctl(Number(name), modify, descriptor, bunFfi().ptr(event));
      },
    };
  }
  return undefined;
}

function entryIn(name: string, descriptor: number): { events: number; data: bigint } | undefined {
  try {
    if (readlinkSync(`/proc/self/fd/${name}`) !== "anon_inode:[eventpoll]") return undefined;
    const text = readFileSync(`/proc/self/fdinfo/${name}`, "latin1");
    const entry = new RegExp(`^tfd: +${descriptor} events: +([0-9a-f]+) data: +([0-9a-f]+)`, "m").exec(text);
    if (entry === null) return undefined;
    return { events: Number.parseInt(entry[1]!, 16), data: BigInt(`0x${entry[2]!}`) };
  } catch {
    return undefined; // it was that of the directory
  }
}

/** A struct epoll_event, which has no gap before its data on x86-64 alone. */
function eventOf(events: number, data: bigint): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, events, true);
  view.setBigUint64(process.arch === "x64" ? 4 : 8, data, true);
  return bytes;
}

/** EPOLL_CTL_MOD. */
const modify = 3;

/** Milliseconds between two looks, of a pause, and until one looks whether accepting still fails. */
const lookedAfter = 250;
const pausedFor = 500;
const triedFor = 20;
