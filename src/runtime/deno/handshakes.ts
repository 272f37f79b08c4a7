// Deno: has the system begin no more connections for a socket that listens. Deno shows no descriptor of a listener: it is
// looked for among those of the process.
import { readdirSync } from "node:fs";
import { inheritedAddress } from "../inherited_address.ts";
import type { ListeningAddress } from "../runtime.ts";
import { dropSyns } from "../sockets/syn_filter.ts";
import { type DenoCalls, denoCalls, placeOf } from "./calls.ts";

/** See {@link Listener.endHandshakes}. @param address is that of the listener. */
export function endHandshakes(address: ListeningAddress): boolean {
  const descriptor = descriptorOf(address);
  return descriptor !== undefined && dropSyns(descriptor, denoCalls()!.setsockopt, placeOf);
}

/** The descriptor of a listener; undefined: Deno may not look for it. */
export function descriptorOf(address: ListeningAddress): number | undefined {
  const calls = denoCalls();
  if (calls === undefined) return undefined;
  const wanted = JSON.stringify(address);
  const isIt = (descriptor: number) =>
    listens(descriptor, calls) && JSON.stringify(inheritedAddress(descriptor)) === wanted;
  try {
    return readdirSync("/proc/self/fd").map(Number).find(isIt);
  } catch {
    return undefined; // Deno lets programs read there that may do everything, and no others
  }
}

function listens(descriptor: number, { getsockopt }: DenoCalls): boolean {
  const value = new Int32Array(1);
  const size = new Int32Array([value.byteLength]);
  const [socketLevel, acceptsConnections] = [1, 30]; // SOL_SOCKET, SO_ACCEPTCONN
  const bytes = new Uint8Array(value.buffer);
  return (
    getsockopt(descriptor, socketLevel, acceptsConnections, bytes, new Uint8Array(size.buffer)) === 0 &&
    value[0] === 1
  );
}
