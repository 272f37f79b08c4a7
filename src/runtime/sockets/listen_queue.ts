// Reads from Linux what waits at a socket that listens: see proc_net(5), and the kernel's networking/proc_net_tcp.rst.
import { readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { endianness } from "node:os";

/** The connections of a socket that listens which it has not accepted. */
export interface ListenQueue {
  /** The clients' ports of those whose handshake has begun, and has not ended: the clients may think so. */
  readonly begun: readonly number[];
  /** The clients' ports of those that wait to be accepted. */
  readonly waiting: readonly number[];
}

/** Undefined where the system does not tell. */
export function readListenQueue({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): ListenQueue | undefined {
  try {
    const table = readFileSync(`/proc/net/tcp${isIPv6(host) ? "6" : ""}`, "utf8");
    return queueIn(table, host, port);
  } catch {
    return undefined;
  }
}

/** The same, of the text of a table. */
export function queueIn(table: string, host: string, port: number): ListenQueue {
  const own = hexadecimal(port);
  const address = isUnspecified(host) ? undefined : wordsOf(host);
  const waiting: number[] = [];
  const begun: number[] = [];
  // Most lines are of connections that have ended, tens of thousands at times: they are passed over by the engine's search.
  for (const [, words, remote = "", state, inode] of table.matchAll(lineOf(own))) {
    if (address !== undefined && words !== address) continue;
    const client = Number.parseInt(remote, 16);
    if (state === "03") begun.push(client);
    // Without an inode nobody has accepted it, or whoever has is done with it: these are in other states.
    else if (inode === "0") waiting.push(client);
  }
  return { begun, waiting };
}

/** A line of a connection to a port: SYN_RECV, or ESTABLISHED or CLOSE_WAIT. */
function lineOf(port: string): RegExp {
  const queues = "[0-9A-F]+:[0-9A-F]+ [0-9A-F]+:[0-9A-F]+";
  return new RegExp(
    `^ *\\d+: ([0-9A-F]+):${port} [0-9A-F]+:([0-9A-F]{4}) (01|03|08) ${queues} [0-9A-F]+ +\\d+ +\\d+ (\\d+)`,
    "gm",
  );
}

function isUnspecified(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

function hexadecimal(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}

/** An address as the system writes it: in words of the machine's byte order. */
function wordsOf(host: string): string {
  const bytes = isIPv6(host) ? bytesOfIpv6(host) : Buffer.from(host.split(".").map(Number));
  if (endianness() === "LE") bytes.swap32();
  return bytes.toString("hex").toUpperCase();
}

function bytesOfIpv6(host: string): Buffer {
  const [before = "", after] = new URL(`http://[${host.split("%")[0]}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string) =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const [first, last] = [groups(before), after === undefined ? [] : groups(after)];
  const bytes = Buffer.alloc(16);
  for (const [index, group] of first.entries()) bytes.writeUInt16BE(group, index * 2);
  for (const [index, group] of last.entries()) bytes.writeUInt16BE(group, 16 - (last.length - index) * 2);
  return bytes;
}
