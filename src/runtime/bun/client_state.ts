// Bun: what a client does while its connection is not read from. The runtime tells nothing of a socket that is
// paused, or that is a descriptor only: the system does.

import type { ClientState } from "../runtime.ts";
import { bunFfi } from "./ffi.ts";
import { systemCalls } from "./system_calls.ts";

/** Looks at a connection without reading from it. Where the system cannot be asked it is `silent`. */
export function clientState(descriptor: number): ClientState {
  const system = systemCalls();
  if (system === undefined) return "silent";
  const { ptr } = bunFfi();
  entry[0] = descriptor;
  entry[1] = readable | ended; // events in the lower half, what is answered in the upper one
  if (system.poll(ptr(entry), 1, 0) <= 0) return "silent";
  const found = entry[1]! >>> 16;
  if ((found & (failed | hungUp | invalid)) !== 0 && (found & readable) === 0) return "left";
  if ((found & (ended | failed | hungUp)) === 0) return (found & readable) === 0 ? "silent" : "sending";
  return Number(system.recv(descriptor, ptr(byte), 1, peek | dontWait)) > 0 ? "ended" : "left";
}

/** A struct pollfd: poll(2). */
const entry = new Int32Array(2);
const byte = new Uint8Array(8);

// From the C library's headers for Linux.
const readable = 0x1;
const failed = 0x8;
const hungUp = 0x10;
const invalid = 0x20;
const ended = 0x2000;
const peek = 0x2;
const dontWait = 0x40;
