// Bun: in a thread, writes to connections that the server has lent it.
import type { RuntimeParent } from "../../runtime.ts";
import { bunFfi } from "../ffi.ts";
import { callsOfWriting } from "../system_calls.ts";

/** See {@link RuntimeParent.write}. */
export const writeLent: NonNullable<RuntimeParent["write"]> = (descriptor, bytes, start, end) => {
  if (bytes !== known) {
    known = bytes;
    place = bunFfi().ptr(bytes);
  }
  return callsOfWriting()?.send(descriptor, place + start, end - start, dontWait | noSignal) ?? -1;
};

/** The bytes of before and their place, which takes longer to find out than a small reply to write. They do not move. */
let known: Uint8Array | undefined;
let place = 0;

/** MSG_DONTWAIT and MSG_NOSIGNAL of Linux: whoever is lent a descriptor is on Linux. */
const dontWait = 0x40;
const noSignal = 0x4000;
