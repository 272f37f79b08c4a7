// The interface of a way to send datagrams to a Unix socket, and what those who call C for it have in common.

/** A way to send datagrams to one socket. */
export interface Datagrams {
  /** Sends a text. @returns false: it could not be taken now. */
  send(text: string): boolean;
  /** Those that are on their way: undefined where they have gone out as soon as they are sent. */
  readonly underWay: Promise<void> | undefined;
  /** Microseconds of the system's clock CLOCK_MONOTONIC. */
  now(): bigint;
}

/** The calls that sending takes, as C has them, with a buffer for a pointer. */
export interface DatagramCalls {
  socket(family: number, type: number, protocol: number): number;
  sendto(
    descriptor: number,
    bytes: Uint8Array,
    length: bigint,
    flags: number,
    address: Uint8Array,
    size: number,
  ): bigint | number;
  clock_gettime(clock: number, time: BigInt64Array): number;
}

/** Sends by C's calls. @returns the reason where the system has no socket for it. */
export function datagramsBy(calls: DatagramCalls, address: string): Datagrams | string {
  const place = socketAddress(address);
  if (place === undefined) return `its path has more than ${longestPath} bytes`;
  const descriptor = calls.socket(familyUnix, typeDatagram | closeOnExec, 0);
  if (descriptor < 0) return "the system has no socket left";
  const time = new BigInt64Array(2);
  return {
    underWay: undefined,
    send(text) {
      const bytes = new TextEncoder().encode(text);
      const flags = dontWait | noSignal;
      return Number(calls.sendto(descriptor, bytes, BigInt(bytes.length), flags, place, place.length)) >= 0;
    },
    now() {
      calls.clock_gettime(clockMonotonic, time);
      return time[0]! * 1_000_000n + time[1]! / 1000n;
    },
  };
}

/** A sockaddr_un: unix(7). */
function socketAddress(address: string): Uint8Array | undefined {
  const isAbstract = address.startsWith("@");
  const path = new TextEncoder().encode(isAbstract ? `\0${address.slice(1)}` : address);
  if (path.length > longestPath) return undefined;
  const place = new Uint8Array(2 + path.length + (isAbstract ? 0 : 1)); // the end of a path is a NUL
  new Uint16Array(place.buffer, 0, 1)[0] = familyUnix;
  place.set(path, 2);
  return place;
}

const longestPath = 107;

// Linux's numbers.
const familyUnix = 1;
const typeDatagram = 2;
const closeOnExec = 0o2000000;
const dontWait = 0x40;
const noSignal = 0x4000;
const clockMonotonic = 1;
