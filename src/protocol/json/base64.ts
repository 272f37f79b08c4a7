// Base64 (RFC 4648, section 4): how the JSON protocol writes binary values.

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const digits = Uint8Array.from(alphabet, (digit) => digit.charCodeAt(0));
const none = 64;
const values = new Uint8Array(256).fill(none);
for (const [value, digit] of digits.entries()) values[digit] = value;
const padding = 0x3d;

/** The number of bytes that {@link putBase64} stores for a value of `length` bytes. */
export function base64Length(length: number): number {
  return Math.ceil(length / 3) * 4;
}

/**
 * Stores bytes as base64 at `p`, padded as Apache's Python, Go and Node libraries do; the caller made room. Its C++
 * and Java ones do not pad, but like all of Apache's they read both; thriftpy2 reads only what is padded.
 * @returns the index behind it.
 */
export function putBase64(b: Uint8Array, p: number, bytes: Uint8Array): number {
  let at = p;
  const whole = bytes.length - (bytes.length % 3);
  for (let index = 0; index < whole; index += 3) {
    const group = (bytes[index]! << 16) | (bytes[index + 1]! << 8) | bytes[index + 2]!;
    b[at++] = digits[group >> 18]!;
    b[at++] = digits[(group >> 12) & 63]!;
    b[at++] = digits[(group >> 6) & 63]!;
    b[at++] = digits[group & 63]!;
  }
  if (whole === bytes.length) return at;
  const group = (bytes[whole]! << 16) | ((bytes[whole + 1] ?? 0) << 8);
  b[at++] = digits[group >> 18]!;
  b[at++] = digits[(group >> 12) & 63]!;
  b[at++] = whole + 1 < bytes.length ? digits[(group >> 6) & 63]! : padding;
  b[at++] = padding;
  return at;
}

/** The bytes that the base64 in [start, end) stands for, padded or not; undefined when it is no base64. */
export function readBase64(b: Uint8Array, start: number, end: number): Uint8Array | undefined {
  let stop = end;
  // Python, Go and Node pad, C++ and Java do not.
  while (stop > start && end - stop < 2 && b[stop - 1] === padding) stop--;
  const rest = (stop - start) % 4;
  if (rest === 1) return undefined;
  const bytes = new Uint8Array(((stop - start - rest) / 4) * 3 + (rest === 0 ? 0 : rest - 1));
  let p = start;
  let at = 0;
  let all = 0;
  for (; p + 4 <= stop; p += 4) {
    const first = values[b[p]!]!;
    const second = values[b[p + 1]!]!;
    const third = values[b[p + 2]!]!;
    const fourth = values[b[p + 3]!]!;
    all |= first | second | third | fourth;
    bytes[at++] = (first << 2) | (second >> 4);
    bytes[at++] = (second << 4) | (third >> 2);
    bytes[at++] = (third << 6) | fourth;
  }
  if (rest > 0) {
    const first = values[b[p]!]!;
    const second = values[b[p + 1]!]!;
    const third = rest === 3 ? values[b[p + 2]!]! : 0;
    all |= first | second | third;
    bytes[at++] = (first << 2) | (second >> 4);
    if (rest === 3) bytes[at] = (second << 4) | (third >> 2);
  }
  return all >= none ? undefined : bytes;
}
