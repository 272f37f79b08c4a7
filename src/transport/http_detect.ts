// Tells HTTP from the first bytes that a client sends.

/**
 * Whether a request of HTTP begins there: a method, in capitals, and a space. Undefined when it takes more
 * bytes to tell. As a frame's length these letters would be a gigabyte.
 */
export function beginsHttp(bytes: Uint8Array): boolean | undefined {
  const length = Math.min(bytes.length, longestMethod + 1);
  for (let at = 0; at < length; at++) {
    const byte = bytes[at]!;
    if (byte === space) return at >= shortestMethod;
    if ((byte < letterA || byte > letterZ) && (byte !== hyphen || at === 0)) return false;
  }
  return length <= longestMethod ? undefined : false;
}

const shortestMethod = 3;
/** MKCALENDAR, and as many letters more for those to come. */
const longestMethod = 20;
const space = 0x20;
const hyphen = 0x2d;
const letterA = 0x41;
const letterZ = 0x5a;
