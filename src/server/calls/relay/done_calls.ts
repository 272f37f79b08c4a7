// Hears of relayed calls that are done, as long as there are any to be.
import type { CallSlots } from "./slots.ts";

/** Asks for replies to be collected once one is there. */
export class DoneCalls {
  readonly #slots: CallSlots;
  readonly #collect: () => void;
  /** Whether they are going to be collected. */
  #expecting = false;

  /** @param collect sends on all replies that are there. */
  constructor(slots: CallSlots, collect: () => void) {
    this.#slots = slots;
    this.#collect = collect;
  }

  /** Sees to it that replies are collected, unless none will come. */
  expect(): void {
    if (this.#expecting || this.#slots.used === 0) return;
    this.#expecting = true;
    const waiting = this.#slots.calls.waitForDone();
    // One is there already: the sockets come first, though.
    if (waiting === undefined) setImmediate(this.#collectNow);
    else void waiting.then(this.#collectNow);
  }

  readonly #collectNow = (): void => {
    this.#expecting = false;
    this.#collect();
    this.expect();
  };
}
