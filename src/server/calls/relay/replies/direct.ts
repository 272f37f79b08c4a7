// Replies that a worker writes to the client itself: the server is not woken for them, and learns of them in its next turn.
// A word of the slot says who may write, so that nobody is answered twice.
import { type Layout, slotWords } from "../layout.ts";

/** The slots of a memory as one thread sees them. */
export class DirectReplies {
  readonly #words: Int32Array;
  readonly #layout: Layout;

  constructor(words: Int32Array, layout: Layout) {
    this.#words = words;
    this.#layout = layout;
  }

  // The server's side.

  /** Before a call is queued: its worker may write by this number. @param lent below 0: it may not. */
  lend(slot: number, lent: number): void {
    const at = this.#slotAt(slot);
    this.#words[at + slotWriter] = lent < 0 ? server : lent + 1;
    this.#words[at + slotSent] = 0;
  }

  /**
   * Has the worker write nothing itself, and tell of its reply. @returns false: it is about to write, or has; it will tell when
   * it is done.
   */
  recall(slot: number): boolean {
    const words = this.#words;
    const at = this.#slotAt(slot) + slotWriter;
    for (;;) {
      const writer = Atomics.load(words, at);
      if (writer === server) return true;
      if (writer === workerAndTell) return false;
      const next = writer === worker ? workerAndTell : server;
      if (Atomics.compareExchange(words, at, writer, next) === writer) return next === server;
    }
  }

  /** Whether the worker is about to write, or has. */
  isBegun(slot: number): boolean {
    return Atomics.load(this.#words, this.#slotAt(slot) + slotWriter) < server;
  }

  /** The bytes that the worker has written, of a call that is done. What else there is in the slot is the rest. */
  sentOf(slot: number): number {
    return this.#words[this.#slotAt(slot) + slotSent]!;
  }

  // The worker's side.

  /** Whether the worker may write, if {@link DirectReplies.begin} does not say otherwise. */
  mayBegin(slot: number): boolean {
    return this.#words[this.#slotAt(slot) + slotWriter]! > server;
  }

  /** The worker is about to write. @returns the number to write by; -1: it is not to. */
  begin(slot: number): number {
    const at = this.#slotAt(slot) + slotWriter;
    const lent = Atomics.load(this.#words, at);
    if (lent <= server || Atomics.compareExchange(this.#words, at, lent, worker) !== lent) return -1;
    return lent - 1;
  }

  /** So many bytes were written. The rest is in the slot. */
  sent(slot: number, bytes: number): void {
    this.#words[this.#slotAt(slot) + slotSent] = bytes;
  }

  /** Whether the server waits to be told that the call is done, once it is. */
  isAwaited(slot: number): boolean {
    return Atomics.load(this.#words, this.#slotAt(slot) + slotWriter) === workerAndTell;
  }

  #slotAt(slot: number): number {
    return this.#layout.slotsAt + slot * slotWords;
  }
}

// Words of a slot.
/** The writer of the reply: one of these, or the number by which the worker may begin to, plus 1. */
const slotWriter = 19;
const slotSent = 20;

const server = 0;
const worker = -1;
const workerAndTell = -2;
