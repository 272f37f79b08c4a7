// Hears of relayed calls that are done, as long as there are any to be.
import type { CallSlots } from "./slots.ts";

/** Asks for replies to be collected once one is there. */
export class DoneCalls {
  readonly #slots: CallSlots;
  readonly #collect: () => void;
  /** Whether they are going to be collected. */
  #expecting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param collect sends on all replies that are there. */
  constructor(slots: CallSlots, collect: () => void) {
    this.#slots = slots;
    this.#collect = collect;
  }

  /** Sees to it that replies are collected, unless none will come. */
  expect(): void {
    if (this.#expecting || this.#slots.used === 0) return;
    this.#expecting = true;
    const waiting = this.#slots.calls.done.wait();
    // One is there already: the sockets come first, though.
    if (waiting === undefined) setImmediate(this.#collectNow);
    else void waiting.then(this.#collectNow);
  }

  /** The same for replies that workers write themselves, and wake nobody for: they are collected in a while at the latest. */
  expectWritten(): void {
    this.expect();
    this.#timer ??= setTimeout(this.#collectWritten, collectedAfter);
  }

  readonly #collectWritten = (): void => {
    this.#timer = undefined;
    this.#collect();
    if (this.#slots.used > 0) this.expectWritten();
    else if (this.#expecting) this.#slots.calls.done.endWait();
  };

  readonly #collectNow = (): void => {
    this.#expecting = false;
    this.#collect();
    this.expect();
  };
}

/** Milliseconds that a reply which was written may count as a call at work: what comes of a client or asks sees none of it. */
const collectedAfter = 20;
