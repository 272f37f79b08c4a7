// Tells from its first bytes whether a message wants an answer: for transports that have to know before it is run.
import { readI32 } from "./bytes.ts";
import type { ProtocolName } from "./names.ts";

/** Whether the message in [start, end) is a oneway call. A message that cannot be read is none. */
export function isOneway(bytes: Uint8Array, start: number, end: number, protocol: ProtocolName): boolean {
  return typeOf(bytes, start, end, protocol) === oneway;
}

/** TMessageType's ONEWAY. */
const oneway = 4;

function typeOf(bytes: Uint8Array, start: number, end: number, protocol: ProtocolName): number | undefined {
  if (protocol === "compact") return (bytes[start + 1] ?? 0) >> 5;
  if (protocol === "json") return typeInJson(bytes, start, end);
  if (bytes[start]! >= 0x80) return bytes[start + 3];
  // The old form: the name with its length comes first.
  const length = readI32(bytes, start);
  return start + 4 + length < end ? bytes[start + 4 + length] : undefined;
}

/** `[1,"name",4,`: the version, the name, the type. */
function typeInJson(bytes: Uint8Array, start: number, end: number): number | undefined {
  let quoted = false;
  let commas = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (quoted) {
      if (byte === backslash) at++;
      else if (byte === quote) quoted = false;
    } else if (byte === quote) quoted = true;
    else if (byte === comma) commas++;
    else if (commas === 2 && byte! > space) return byte! - zero;
  }
  return undefined;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const space = 0x20;
const zero = 0x30;
