// Notices that accepting fails, for want of file descriptors or of the system's memory: node:net tells of neither.
import { closeSync, openSync, readlinkSync, readSync } from "node:fs";
import type { Server } from "node:net";
import { hasFreeDescriptors } from "../open_files.ts";
import type { ListeningAddress } from "../runtime.ts";

/** A socket that listens, as it is watched. */
export interface WatchedListener {
  readonly server: Server;
  readonly address: ListeningAddress;
  /** Undefined: it is not known, and neither is whether connections wait. */
  descriptor(): number | undefined;
  /** Connections that were accepted so far. */
  accepted(): number;
  /** Accepting fails. @param reason where it is known. */
  failed(reason?: string): void;
}

/**
 * Looks once a second, until the server listens no more. A look while nothing fails costs the opening of a file; where no
 * connection has come since the one before, of two.
 * @param stalled is called when connections wait and none is accepted, each second for as long as that is so.
 */
export function watchAccepts(
  { server, descriptor, accepted, failed }: WatchedListener,
  stalled = () => {},
): void {
  let before = -1;
  let looks = 0;
  const look = () => {
    const now = accepted();
    const mayBeStalled = now === before;
    before = now;
    if (!hasFreeDescriptors(1)) {
      failed("no file descriptor is free (ulimit -n)");
      return;
    }
    looks = mayBeStalled && connectionsWaiting(descriptor()) > 0 ? looks + 1 : 0;
    if (looks < 2) return; // an event loop that was held up has not had its turn to accept them
    failed();
    stalled();
  };
  const timer = setInterval(look, lookedAfter);
  timer.unref();
  server.once("close", () => clearInterval(timer));
}

/** Those in the queue of a socket of TCP; of a Unix socket the system does not tell: proc_net(5). */
function connectionsWaiting(descriptor: number | undefined): number {
  if (descriptor === undefined || process.platform !== "linux") return 0;
  try {
    const [inode = ""] = /\d+/.exec(readlinkSync(`/proc/self/fd/${descriptor}`)) ?? []; // `socket:[4711]`
    return waitingIn("tcp", inode) ?? waitingIn("tcp6", inode) ?? 0;
  } catch {
    return 0; // no /proc, or a runtime that may not read there
  }
}

function waitingIn(table: string, inode: string): number | undefined {
  for (const line of beginningOf(`/proc/net/${table}`).split("\n")) {
    const fields = line.trim().split(/\s+/);
    if (fields[9] === inode) return Number.parseInt(fields[4]!.split(":")[1]!, 16);
  }
  return undefined;
}

/** Sockets that listen come first, and however many connections there are behind them, they are not asked for. */
function beginningOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(enough);
    return bytes.toString("latin1", 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

/** Bytes: those of 400 sockets. */
const enough = 65_536;
/** Milliseconds. */
const lookedAfter = 1000;
