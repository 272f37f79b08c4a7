// Reasons for which a server cannot listen where it was told to, in words that say what to change. The runtimes give
// different codes for the same, or none: what can be looked at is looked at.
import { accessSync, constants, existsSync, lstatSync, readlinkSync, type Stats, statSync } from "node:fs";
import { connect, isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { dirname } from "node:path";
import { isAbstract, type ListenAddress } from "../options/listening/address.ts";
import type { Place } from "../options/listening/places.ts";

/** An address that may be listened on. */
type Asked = ListenAddress & Pick<Place, "reusePort">;

/**
 * Looks whether the address can be listened on, without doing so: a client that connected to a listener of a moment, or
 * a load balancer that looks whether one is there, would take the server for ready while its workers are still loading.
 * @returns why not; undefined: it can, or nothing is known against it.
 */
export async function reasonAgainst(address: Asked): Promise<string | undefined> {
  if (address.kind === "descriptor") return reasonAgainstDescriptor(address.descriptor);
  if (address.kind === "tcp") return await reasonAgainstTcp(address);
  const { path } = address;
  if (!isAbstract(path)) return await reasonAgainstFile(path);
  return (await outcomeOf({ path: `\0${path.slice(1)}` })) === "connected" ? inUse : undefined;
}

/** Whether a Unix socket's file is there without its server, which was killed and could not remove it. */
export async function isAbandoned(path: string): Promise<boolean> {
  return statsOf(path)?.isSocket() === true && (await outcomeOf({ path })) === "ECONNREFUSED";
}

/** Whether the system says that another program listens there, or that there is a file already. */
export function isInUse(error: unknown): boolean {
  return (error as { code?: unknown }).code === "EADDRINUSE" || /in use/i.test((error as Error).message);
}

/** The reason where another socket has the address. */
export const inUse = "another program listens there";

/** The same, where the port was to be shared with it. */
export function inUseBy({ reusePort }: Pick<Place, "reusePort">): string {
  return reusePort
    ? `${inUse} that does not share the port: each has to be started with reusePort, by the same user`
    : inUse;
}

/** Asked of /proc, because not every runtime tells of descriptors that it did not open. */
function reasonAgainstDescriptor(descriptor: number): string | undefined {
  if (!existsSync("/proc/self/fd")) return undefined;
  const started = "it is not a socket that listens: this program was started";
  try {
    if (readlinkSync(`/proc/self/fd/${descriptor}`).startsWith("socket:")) return undefined;
    return `${started} with something else there`;
  } catch {
    return `${started} without such a descriptor`;
  }
}

async function reasonAgainstTcp({
  host,
  port,
  reusePort,
}: Asked & { readonly kind: "tcp" }): Promise<string | undefined> {
  const address = isIP(host) === 0 ? await addressOf(host) : host;
  if (address === undefined) return "no machine of that name is known";
  const error = await bindDatagrams(address, port);
  if (error === undefined || isInUse(error))
    return !reusePort && (await isListenedOn(address, port)) ? inUse : undefined;
  if (isForbidden(error)) {
    const low = port > 0 && port < 1024;
    return `the system does not permit it${low ? ": ports below 1024 are for root, or need CAP_NET_BIND_SERVICE" : ""}`;
  }
  if (!isOurs(address)) return `this machine has no address ${address}; 0.0.0.0 stands for all that it has`;
  if (/^fe80:/i.test(host) && !host.includes("%"))
    return "a link-local address needs its interface: fe80::1%eth0";
  return error.message;
}

async function reasonAgainstFile(path: string): Promise<string | undefined> {
  const length = Buffer.byteLength(path);
  const most = process.platform === "linux" ? 107 : 103;
  if (length > most) return `the path has ${length} bytes, a Unix socket's may have ${most}`;
  const there = statsOf(path);
  if (there !== undefined && !there.isSocket()) {
    return `there is ${there.isDirectory() ? "a folder" : "a file that is no socket"}`;
  }
  const folder = dirname(path);
  try {
    if (!statSync(folder).isDirectory()) return `${folder} is not a folder`;
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return `there is no folder ${folder}`;
    if (code === "ENOTDIR") return `${folder} is not a folder`;
    if (code === "EROFS") return `nothing can be written to the folder ${folder}`;
    // Not every runtime knows that root may.
    if (process.geteuid?.() !== 0) return `no permission to create a file in the folder ${folder}`;
  }
  if (there === undefined) return undefined;
  const outcome = await outcomeOf({ path });
  if (outcome === "connected") return inUse;
  return outcome === "EACCES" ? "no permission for the socket that is there" : undefined;
}

/**
 * Takes the address for datagrams for a moment: the system permits and refuses that for the same reasons as listening,
 * and no client notices. Where ports are permitted to anybody any free one does, since datagrams have ports of their own.
 */
async function bindDatagrams(address: string, port: number): Promise<Error | undefined> {
  if (isEveryones(address) && (port === 0 || port >= 1024)) return undefined; // node:dgram takes 3 ms to load
  const { createSocket } = await import("node:dgram");
  const { promise, resolve } = Promise.withResolvers<Error | undefined>();
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  socket.once("error", resolve);
  try {
    socket.bind({ address, port: port < 1024 ? port : 0, exclusive: true }, () => resolve(undefined));
    return await promise;
  } catch (error) {
    return error as Error;
  } finally {
    socket.close();
  }
}

/** Whether an address is one that each machine has, and any program may take. */
function isEveryones(address: string): boolean {
  return /^127\.|^0\.0\.0\.0$/.test(address);
}

/** Whether a program listens there. On all addresses it listens on the machine's own too. */
async function isListenedOn(address: string, port: number): Promise<boolean> {
  if (port === 0) return false;
  const host = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
  return (await outcomeOf({ host, port })) === "connected";
}

/** @returns `connected`, or the code of what came instead. */
async function outcomeOf(address: { host: string; port: number } | { path: string }): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(address);
  // The system may have given it the very port that it connects to: it is connected to itself then, and nobody listens.
  const isItself = () => socket.localPort !== undefined && socket.localPort === socket.remotePort;
  socket.on("connect", () => resolve(isItself() ? "ECONNREFUSED" : "connected"));
  socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  const timer = setTimeout(resolve, 1000, "ETIMEDOUT"); // what filters packets may answer nothing
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function isForbidden(error: Error): boolean {
  return ["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
}

async function addressOf(host: string): Promise<string | undefined> {
  const { lookup } = await import("node:dns/promises");
  try {
    return (await lookup(host)).address;
  } catch {
    return undefined;
  }
}

function isOurs(address: string): boolean {
  if (/^127\.|^0\.0\.0\.0$|^::1?$/.test(address)) return true;
  const [withoutScope] = address.toLowerCase().split("%");
  return Object.values(networkInterfaces()).some((of) => of?.some((each) => each.address === withoutScope));
}
