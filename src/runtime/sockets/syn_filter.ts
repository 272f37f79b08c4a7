// Has Linux begin no more connections for a socket that listens, while those that it has begun can still be accepted: closing
// the socket resets all that wait there, and the calls that their clients have sent.

/** The C library's call, as its runtimes make it callable. */
export type SetSocketOption = (
  descriptor: number,
  level: number,
  option: number,
  value: Uint8Array<ArrayBuffer>,
  size: number,
) => number;

/**
 * Drops every further SYN to a TCP socket, by a filter that the system runs on what comes for it. A client that sends one
 * tries again after a second, when the socket is closed, and is refused. Nobody but this process may listen on the socket:
 * the filter stays on it.
 *
 * @param placeOf tells where in memory bytes are.
 * @returns whether the system has taken the filter.
 */
export function dropSyns(
  descriptor: number,
  setSocketOption: SetSocketOption,
  placeOf: (bytes: Uint8Array<ArrayBuffer>) => number | bigint,
): boolean {
  const program = new BigUint64Array([BigInt(filter.length / instructionSize), BigInt(placeOf(filter))]); // a sock_fprog
  return setSocketOption(descriptor, socketLevel, attachFilter, new Uint8Array(program.buffer), 16) === 0;
}

/** Bytes of a struct sock_filter: see socket(7), and the kernel's networking/filter.rst. It sees a segment from its header on. */
const instructionSize = 8;
const filter = instructions([
  [0x30, 0, 0, 13], // loads the byte of flags
  [0x45, 0, 1, 0x02], // SYN is among them, or skip one
  [0x06, 0, 0, 0], // drops it
  [0x06, 0, 0, 0xffffffff], // takes it whole
]);

function instructions(all: readonly (readonly [number, number, number, number])[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(all.length * instructionSize);
  const view = new DataView(bytes.buffer);
  all.forEach(([code, ifTrue, ifFalse, value], index) => {
    view.setUint16(index * instructionSize, code, true);
    view.setUint8(index * instructionSize + 2, ifTrue);
    view.setUint8(index * instructionSize + 3, ifFalse);
    view.setUint32(index * instructionSize + 4, value, true);
  });
  return bytes;
}

// From the C library's headers for Linux: SOL_SOCKET, SO_ATTACH_FILTER.
const socketLevel = 1;
const attachFilter = 26;
