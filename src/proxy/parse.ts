// Reads the head that a proxy puts before a connection's own bytes: PROXY protocol, versions 1 and 2, of HAProxy.
import { Buffer } from "node:buffer";
import { isIPv4, isIPv6 } from "node:net";
import { ProtocolError } from "../protocol/errors.ts";
import { hostAndPort } from "../runtime/addresses.ts";

/** A head that was found. */
export interface FoundHead {
  /** Its bytes. */
  readonly size: number;
  /** The client, as {@link Accepted.peer} writes it; undefined: the proxy speaks for itself, or does not know. */
  readonly client: string | undefined;
}

/**
 * Reads the head at the beginning of `bytes`; undefined when more of it is to come.
 * @throws {ProtocolError} when they do not begin with one.
 */
export function parseHead(bytes: Uint8Array): FoundHead | undefined {
  if (bytes.length === 0) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (begins(buffer, signature)) return buffer.length < fixedSize ? undefined : ofVersion2(buffer);
  if (begins(buffer, firstWord)) return ofVersion1(buffer);
  throw malformed("it began without one");
}

const signature = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");
const firstWord = Buffer.from("PROXY ", "latin1");

/** Whether the bytes, as many as there are, are those that a head begins with. */
function begins(bytes: Buffer, first: Buffer): boolean {
  const size = Math.min(bytes.length, first.length);
  return bytes.subarray(0, size).equals(first.subarray(0, size));
}

function ofVersion1(bytes: Buffer): FoundHead | undefined {
  const end = bytes.subarray(0, longestLine).indexOf("\r\n");
  if (end < 0) {
    if (bytes.length < longestLine) return undefined;
    throw malformed(`a line of version 1 without an end in its first ${longestLine} bytes`);
  }
  const size = end + 2;
  const [, family, ...parts] = bytes.toString("latin1", 0, end).split(" ");
  if (family === "UNKNOWN") return { size, client: undefined };
  const isAddress = family === "TCP4" ? isIPv4 : family === "TCP6" ? isIPv6 : undefined;
  const [source, destination, ...ports] = parts;
  if (
    isAddress === undefined ||
    ports.length !== 2 ||
    ![source, destination].every((address) => isAddress(address ?? "")) ||
    !ports.every((port) => /^(0|[1-9]\d{0,4})$/.test(port) && Number(port) <= 65_535)
  ) {
    throw malformed("a line of version 1 that is not PROXY, TCP4 or TCP6, two addresses and two ports");
  }
  const host = family === "TCP6" ? ipv6(source!) : source!;
  return { size, client: hostAndPort(host, Number(ports[0])) };
}

/** With the line's end: what the protocol's text allows. */
const longestLine = 107;

function ofVersion2(bytes: Buffer): FoundHead | undefined {
  const command = bytes[12]!;
  const family = bytes[13]!;
  const length = bytes.readUInt16BE(14);
  if (command !== isLocal && command !== isProxied) {
    throw malformed(`version and command 0x${command.toString(16)}; expected version 2, LOCAL or PROXY`);
  }
  if (length > longestRest)
    throw malformed(`a head of ${length} bytes more; expected at most ${longestRest}`);
  const size = fixedSize + length;
  if (bytes.length < size) return undefined;
  // What comes behind the addresses, TLVs, says nothing of who the client is.
  if (command === isLocal || family === unspecified) return { size, client: undefined };
  const room = family === overIpv4 ? 12 : family === overIpv6 ? 36 : family === overUnix ? 216 : undefined;
  if (room === undefined) {
    throw malformed(
      `family and transport 0x${family.toString(16)}; expected TCP over IPv4 or IPv6, or a Unix stream`,
    );
  }
  if (length < room) throw malformed(`${length} bytes of addresses; expected ${room}`);
  if (family === overUnix) return { size, client: "unix" };
  const isShort = family === overIpv4;
  const address = bytes.subarray(fixedSize, fixedSize + (isShort ? 4 : 16));
  const host = isShort ? [...address].join(".") : ipv6(groups(address));
  return { size, client: hostAndPort(host, bytes.readUInt16BE(fixedSize + (isShort ? 8 : 32))) };
}

const fixedSize = 16;
/** Proxies send some hundred bytes at most; the length could say 65,535. */
const longestRest = 4096;
const isLocal = 0x20;
const isProxied = 0x21;
const unspecified = 0x00;
const overIpv4 = 0x11;
const overIpv6 = 0x21;
const overUnix = 0x31;

function groups(address: Buffer): string {
  return Array.from({ length: 8 }, (_, index) => address.readUInt16BE(2 * index).toString(16)).join(":");
}

/** The form that systems write: the longest row of zeros left out, IPv4 inside with dots. */
function ipv6(address: string): string {
  const short = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(short) ?? [];
  if (low === undefined) return short;
  const bytes = [high!, low].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
  return `::ffff:${bytes.join(".")}`;
}

function malformed(what: string): ProtocolError {
  return new ProtocolError("INVALID_DATA", what);
}
