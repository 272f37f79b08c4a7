// PROXY heads as proxies send them.
import { Buffer } from "node:buffer";

export const signature = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");

/** A head of version 1. */
export function version1(...words: readonly (string | number)[]): Buffer {
  return Buffer.from(`PROXY ${words.join(" ")}\r\n`, "latin1");
}

/** A head of version 2. @param rest the addresses, and what stands behind them. */
export function version2(command: number, family: number, rest: readonly number[] = []): Buffer {
  const fixed = [0x20 | command, family, rest.length >> 8, rest.length & 255];
  return Buffer.concat([signature, Buffer.from([...fixed, ...rest])]);
}

/** 192.0.2.7:4321, to 192.0.2.1:9090. */
export const overIpv4 = [192, 0, 2, 7, 192, 0, 2, 1, 0x10, 0xe1, 0x23, 0x82];

/** [2001:db8::7]:4321. */
export const overIpv6 = [
  ...[0x20, 0x01, 0x0d, 0xb8, ...new Array<number>(11).fill(0), 7],
  ...[0x20, 0x01, 0x0d, 0xb8, ...new Array<number>(11).fill(0), 1],
  ...[0x10, 0xe1, 0x23, 0x82],
];

/** A TLV: the name that the client asked for by TLS. */
export const authority = [0x02, 0, 3, ...Buffer.from("a.b")];
