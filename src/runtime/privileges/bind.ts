// Binds sockets without listening on them: a program that is to give up root's rights takes its ports while it has them, and
// serves, as any other, when its workers are ready. Linux.
import { type BindAt, families, familyOf, socketAddress } from "./address.ts";

/** The calls that this takes, as C has them, with a buffer for a pointer. */
export interface BindCalls {
  socket(family: number, type: number, protocol: number): number;
  setsockopt(descriptor: number, level: number, option: number, value: Uint8Array, size: number): number;
  bind(descriptor: number, address: Uint8Array, size: number): number;
  close(descriptor: number): number;
}

/** @returns the descriptor of a socket that is bound to the place; undefined: the system refuses it. */
export async function bindSocket(at: BindAt): Promise<number | undefined> {
  if ("bun" in process.versions) {
    const { callsOfBinding } = await import("../bun/system_calls.ts");
    return bindBy(callsOfBinding(), at);
  }
  if ("deno" in process.versions) {
    const { denoCalls } = await import("../deno/calls.ts");
    return bindBy(denoCalls(), at);
  }
  return await bindByNode(at);
}

function bindBy(calls: BindCalls | undefined, at: BindAt): number | undefined {
  if (calls === undefined) return undefined;
  const family = familyOf(at);
  const descriptor = calls.socket(family, stream | closeOnExec | nonBlocking, 0);
  if (descriptor < 0) return undefined;
  const set = (level: number, option: number, value: number) =>
    calls.setsockopt(descriptor, level, option, new Uint8Array(new Int32Array([value]).buffer), 4);
  if (!("path" in at)) set(socketLevel, reuseAddress, 1);
  if (!("path" in at) && family === families.ipv6) set(ipv6Level, ipv6Only, at.ipv6Only ? 1 : 0);
  const address = socketAddress(at);
  if (calls.bind(descriptor, address, address.length) === 0) return descriptor;
  calls.close(descriptor);
  return undefined;
}

// Linux's numbers: SOCK_STREAM, SOCK_CLOEXEC, SOCK_NONBLOCK, SOL_SOCKET, SO_REUSEADDR, IPPROTO_IPV6, IPV6_V6ONLY.
const stream = 1;
const closeOnExec = 0o2000000;
const nonBlocking = 0o4000;
const socketLevel = 1;
const reuseAddress = 2;
const ipv6Level = 41;
const ipv6Only = 26;

/** By what node:net itself makes its sockets with, and its module cluster: Node has no other way. */
async function bindByNode(at: BindAt): Promise<number | undefined> {
  const net = (await import("node:net")).default as unknown as HandleMaker;
  const made =
    "path" in at
      ? net._createServerHandle(at.path, -1, -1)
      : net._createServerHandle(
          at.host,
          at.port,
          at.host.includes(":") ? 6 : 4,
          undefined,
          at.ipv6Only ? 1 : 0,
        );
  if (typeof made === "number") return undefined;
  // A port that is taken is told of by the next call.
  if (!("path" in at) && made.getsockname({}) !== 0) return undefined;
  held.add(made);
  return made.fd;
}

interface HandleMaker {
  /** @returns a number: it cannot be. */
  _createServerHandle(
    address: string,
    port: number,
    type: number,
    descriptor?: number,
    flags?: number,
  ): Handle | number;
}

interface Handle {
  readonly fd: number;
  getsockname(into: object): number;
}

/** Handles that would close their descriptors if they were collected. */
const held = new Set<object>();
