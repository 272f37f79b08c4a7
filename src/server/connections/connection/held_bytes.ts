// The bytes that count as held for a connection, which the watchdog adds up over all of them.
import type { Watchdog, Watched } from "../watchdog.ts";

/** Counts the bytes of messages, found or not yet, and of replies that wait for the client. */
export class HeldBytes {
  /** As counted last. */
  bytes = 0;
  /** Messages that are at work: taken, and not answered yet. */
  messages = 0;
  readonly #owner: Watched;
  readonly #watch: Watchdog;
  /** Bytes of the messages at work. */
  #atWork = 0;
  #released = false;

  /** @param owner whose they are. */
  constructor(owner: Watched, watch: Watchdog) {
    this.#owner = owner;
    this.#watch = watch;
  }

  /** A message of so many bytes is at work from now on. */
  begin(bytes: number): void {
    this.messages++;
    this.#atWork += bytes;
  }

  /**
   * A message at work has been answered. Which one is not remembered, as that would cost every call: each counts as long
   * as their mean, and when the last is done nothing is left.
   */
  end(): void {
    this.#atWork -= this.#atWork / this.messages--;
  }

  /** Counts anew. @param others bytes besides those of messages at work. */
  count(others: number): void {
    if (!this.#released) this.#set(this.#atWork + others);
  }

  /** The connection has ended, or is cut off: nothing counts any more. */
  release(): void {
    if (!this.#released) this.#set(0);
    this.#released = true;
  }

  #set(bytes: number): void {
    const before = this.bytes;
    if (bytes === before) return;
    this.bytes = bytes;
    this.#watch.holds(this.#owner, before, bytes);
  }
}
