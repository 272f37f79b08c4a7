// Bun: a duplicate of a connection's descriptor for threads to write to. Its number is no other connection's as long as it
// is lent, whatever Bun closes meanwhile.
import { openFilesLimit } from "../../open_files.ts";
import { lendingCalls } from "../system_calls.ts";

/** One connection's duplicate: made when it is lent first, and kept between two calls. */
export class LentDescriptor {
  #descriptor = -1;
  #isLent = false;
  #isClosed = false;

  /** @param own the descriptor of the connection. @returns the duplicate; -1: descriptors have become few, or there is no way. */
  lend(own: number): number {
    if (this.#descriptor < 0) this.#descriptor = this.#isClosed ? -1 : duplicate(own);
    if (this.#descriptor < 0) return -1;
    if (!this.#isLent) {
      this.#isLent = true;
      idle.delete(this);
    }
    return this.#descriptor;
  }

  giveBack(): void {
    if (!this.#isLent) return;
    this.#isLent = false;
    if (this.#isClosed || isCrowded) this.release();
    else idle.add(this);
  }

  /** The connection has ended. Its client is told at once, though a thread may hold the duplicate for as long as a call takes. */
  close(): void {
    this.#isClosed = true;
    if (this.#descriptor < 0) return;
    if (this.#isLent) lendingCalls()!.shutdown(this.#descriptor, bothWays);
    else this.release();
  }

  /** Closes the duplicate. */
  release(): void {
    idle.delete(this);
    if (this.#descriptor >= 0) lendingCalls()!.close(this.#descriptor);
    this.#descriptor = -1;
  }
}

/**
 * A connection was accepted with this descriptor. The system gives the lowest number that is free: a high one says that there
 * are many, and duplicates are given up in time, as they would be in the way of connections.
 */
export function acceptedAs(descriptor: number): void {
  if (descriptor < few()) isCrowded = false;
  else if (descriptor >= 2 * few()) {
    isCrowded = true;
    for (const lent of idle) lent.release();
  }
}

function duplicate(own: number): number {
  if (isCrowded || own < 0 || own >= few()) return -1;
  return lendingCalls()?.fcntl(own, duplicateForThisProgram, 0) ?? -1;
}

/** A quarter of the descriptors that this process may have. */
function few(): number {
  quarter ??= (process.platform === "linux" ? (openFilesLimit() ?? 0) : 0) >> 2;
  return quarter;
}

let quarter: number | undefined;
let isCrowded = false;
/** Those that no thread has. */
const idle = new Set<LentDescriptor>();

/** F_DUPFD_CLOEXEC of Linux: programs that a handler starts get none. */
const duplicateForThisProgram = 1030;
/** SHUT_RDWR. */
const bothWays = 2;
