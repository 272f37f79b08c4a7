// Reads from all sockets of an event loop into one piece of memory. By itself node:net allocates 64 kB outside of the engine's
// heap for every read, and the engine goes through its whole heap for every 64 MB of these.
import type { Socket as NetSocket } from "node:net";
import { allocatedOutside } from "./young_collection.ts";

/**
 * Has a socket of node:net read into memory that is read into again and again, as its constructor's option `onread` would:
 * servers make their sockets without. Bytes that it has read before still come by its event `data`.
 *
 * @param data is called with bytes that are the receiver's.
 * @returns false where all comes by the event `data`: over TLS, on Bun, and where a runtime keeps this elsewhere.
 */
export function readIntoOne(socket: NetSocket, data: (chunk: Uint8Array) => void): boolean {
  const handle = (socket as unknown as { readonly _handle: Handle | null })._handle;
  if (typeof handle?.useUserBuffer !== "function" || "encrypted" in socket) return false;
  places ??= placesOf(socket);
  if (places === "nowhere") return false;
  shared ??= new Uint8Array(readAtMost);
  const buffer = shared;
  const inside = socket as unknown as Record<symbol, unknown>;
  inside[places.buffer] = buffer;
  inside[places.callback] = (length: number) => {
    allocatedOutside(length);
    data(buffer.slice(0, length));
    return true; // it reads on, unless it was paused
  };
  handle.useUserBuffer(buffer);
  return true;
}

interface Handle {
  useUserBuffer?(buffer: Uint8Array): void;
}

/** The names under which a socket keeps its memory and whom it tells. */
interface Places {
  readonly buffer: symbol;
  readonly callback: symbol;
}

let places: Places | "nowhere" | undefined;
let shared: Uint8Array<ArrayBuffer> | undefined;

/** Bytes of one read: a message of 64 kB comes at once, with what stands around it. */
const readAtMost = 131_072;

/** Makes another such socket, with the option, and looks where it has put it. */
function placesOf(socket: NetSocket): Places | "nowhere" {
  const PlainSocket = socket.constructor as typeof NetSocket;
  const given = { buffer: new Uint8Array(1), callback: () => true };
  const probe = new PlainSocket({ onread: given });
  const inside = probe as unknown as Record<symbol, unknown>;
  const names = Object.getOwnPropertySymbols(probe);
  const buffer = names.find((name) => inside[name] === given.buffer);
  const callback = names.find((name) => inside[name] === given.callback);
  return buffer === undefined || callback === undefined ? "nowhere" : { buffer, callback };
}
