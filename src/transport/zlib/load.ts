// Layers that are loaded when a client first speaks one: most servers never need them.
import type { Transport } from "../transport.ts";

/**
 * Puts a zlib stream around a transport; of large replies it gives a part at a time ({@link Transport.pour}) when it is
 * told to. A promise only as long as its module has not been loaded: with pako
 * it takes 2 ms of processor time, and a forked worker is otherwise ready after 5.
 */
export function zlibLayer(inner: Transport, inParts = false): Transport | Promise<Transport> {
  if (zlib !== undefined) return new zlib.ZlibTransport(inner, inParts);
  return import("./transport.ts").then((module) => {
    zlib = module;
    return new module.ZlibTransport(inner, inParts);
  });
}

let zlib: typeof import("./transport.ts") | undefined;
