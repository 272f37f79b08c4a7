// Binary values, uuids and lengths: bytes in and out.

/**
 * Binary values up to this many bytes are copied, longer ones are views onto the message. A view keeps
 * the whole chunk of the socket alive, a copy costs time: 30 ns on Bun and Node up to 64 bytes, but 300
 * to 450 ns from there on V8, which allocates longer ones outside its heap; a view costs 20 to 30 ns.
 */
export const longestCopy = 64;

/** Cuts `length` bytes at `p` out of a message. The caller has checked that they are there. */
export function readBytes(b: Uint8Array, p: number, length: number): Uint8Array {
  if (length <= longestCopy) return b.slice(p, p + length);
  return new Uint8Array(b.buffer, b.byteOffset + p, length);
}

/** Copies of so many bytes some C libraries make by one instruction of the processor. */
const byInstructionFrom = 2049;
const byInstructionUpTo = 1_048_575;
/** Bytes that a copy is made too far ahead by, to be moved back. */
const detour = 32;

/** Copies that are still to be made both ways, and the fewest milliseconds a byte that each has taken. */
const trial = { left: 8, straight: Number.POSITIVE_INFINITY, around: Number.POSITIVE_INFINITY };

/**
 * Stores `length` bytes, all that `value` has, at `p`, where room was reserved.
 *
 * Where the target lies 1 to 15 bytes further into its page of memory than the source, processors of AMD take 14 times as
 * long for that instruction: 19 us for 64 kB on Bun, 2 by way of another place. Replies that give an argument back in
 * compact are such copies, and what a frame's length or a client's address stands before. Which way is faster here is tried.
 *
 * @param room bytes from `p` on that may be written to. Default: all there are.
 */
export function putBytes(
  b: Uint8Array,
  p: number,
  value: Uint8Array,
  length: number,
  room = b.length - p,
): void {
  if (
    length < byInstructionFrom ||
    length > byInstructionUpTo ||
    !isAhead(b, p, value) ||
    length + detour > room
  ) {
    b.set(value, p);
  } else if (trial.left > 0 && length >= longTrial) tryBoth(b, p, value, length);
  else if (trial.around * 2 < trial.straight) putAround(b, p, value, length);
  else b.set(value, p);
}

function putAround(b: Uint8Array, p: number, value: Uint8Array, length: number): void {
  b.set(value, p + detour);
  b.copyWithin(p, p + detour, p + detour + length);
}

/** Bytes that take a time that every clock tells: 19 us or 2. */
const longTrial = 32_768;

function tryBoth(b: Uint8Array, p: number, value: Uint8Array, length: number): void {
  trial.left--;
  const begun = performance.now();
  b.set(value, p);
  const between = performance.now();
  putAround(b, p, value, length);
  trial.straight = Math.min(trial.straight, (between - begun) / length);
  trial.around = Math.min(trial.around, (performance.now() - between) / length);
}

/** Memory of this size begins at the same place in its page, whosever it is. */
function isAhead(b: Uint8Array, p: number, value: Uint8Array): boolean {
  const ahead = (b.byteOffset + p - value.byteOffset) & 4095;
  return ahead > 0 && ahead < 16;
}

/** Reads four bytes at `p`, most significant first, as a signed number. The caller has checked that they are there. */
export function readI32(b: Uint8Array, p: number): number {
  return (b[p]! << 24) | (b[p + 1]! << 16) | (b[p + 2]! << 8) | b[p + 3]!;
}

const hex: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Reads 16 bytes at `p` as a uuid in its canonical form, in lower case. */
export function readUuid(b: Uint8Array, p: number): string {
  const pair = (index: number): string => hex[b[p + index]!]!;
  return (
    `${pair(0)}${pair(1)}${pair(2)}${pair(3)}-${pair(4)}${pair(5)}-${pair(6)}${pair(7)}-` +
    `${pair(8)}${pair(9)}-${pair(10)}${pair(11)}${pair(12)}${pair(13)}${pair(14)}${pair(15)}`
  );
}

/** A uuid as text: 8-4-4-4-12 hexadecimal digits. */
export const uuidPattern: RegExp = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Stores a uuid that {@link uuidPattern} matches as 16 bytes at `p`. */
export function putUuid(b: Uint8Array, p: number, uuid: string): void {
  let at = p;
  for (let index = 0; index < 36; index += 2) {
    if (uuid.charCodeAt(index) === hyphen) index++;
    b[at++] = (digit(uuid.charCodeAt(index)) << 4) | digit(uuid.charCodeAt(index + 1));
  }
}

const hyphen = 45;

function digit(unit: number): number {
  return unit <= 57 ? unit - 48 : (unit | 32) - 87;
}
