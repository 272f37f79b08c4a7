// Stops and starts the reading of a socket of node:net, which begins by itself on one that comes from another process.
// There is no public way on every runtime: pause() alone only keeps what was read from being told.
import type { Socket as NetSocket } from "node:net";

/** Leaves what the client sends in the system's memory, where another process can read it. */
export function stopReading(socket: NetSocket): void {
  const handle = handleOf(socket);
  if (handle === null) return;
  if (handle.readStop === undefined) {
    socket.pause();
    handle.pause?.(); // Bun's, after the socket's
    return;
  }
  handle.readStop();
  handle.reading = false;
}

/** Reads on. The stream takes itself to be reading, and would not begin again. */
export function goOnReading(socket: NetSocket): void {
  const handle = handleOf(socket);
  if (handle === null) return;
  if (handle.readStart === undefined) handle.resume?.();
  else if (!handle.reading) {
    handle.reading = true;
    handle.readStart();
  }
}

/** Node's and Deno's, or Bun's. */
interface Handle {
  readStop?(): void;
  readStart?(): void;
  reading: boolean;
  pause?(): void;
  resume?(): void;
}

function handleOf(socket: NetSocket): Handle | null {
  return (socket as unknown as { readonly _handle: Handle | null })._handle;
}
