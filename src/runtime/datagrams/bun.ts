// Datagrams by way of the C library, which Bun calls.
import { bunFfi } from "../bun/ffi.ts";
import { callsOfDatagrams } from "../bun/system_calls.ts";
import { type Datagrams, datagramsBy } from "./datagrams.ts";

/** See {@link openDatagrams}. */
export function open(address: string): Datagrams | string {
  const calls = callsOfDatagrams();
  if (calls === undefined) return "the C library was not found";
  const { ptr } = bunFfi();
  return datagramsBy(
    {
      socket: calls.socket,
      sendto: (descriptor, bytes, length, flags, to, size) =>
        calls.sendto(descriptor, ptr(bytes), length, flags, ptr(to), size),
      clock_gettime: (clock, time) => calls.clock_gettime(clock, ptr(time)),
    },
    address,
  );
}
