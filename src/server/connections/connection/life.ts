// The states of a connection's life, and what it waits for before it closes.
import { Departure } from "./departure.ts";

/**
 * Each state is a step on the way to the last.
 *
 * - `open`: what comes is taken.
 * - `leaving`: the server ends. What had come before is taken, and what comes later refused.
 * - `closing`: nothing is taken any more; it closes once all calls at work are answered.
 * - `lingering`: the same, and its client, which is still sending, gets the time to read why.
 * - `closed`: nothing of it is left.
 */
export type State = "open" | "leaving" | "closing" | "lingering" | "closed";

/** One connection's life. */
export class Life {
  state: State = "open";
  /** The client will send no more; of no state, as it may read on for long. */
  hasEnded = false;
  /** Its only message came alone: it closes when that is answered, which is no reason to leave anything undone. */
  readonly isCarried: boolean;
  /** Since it was told to leave. */
  #departure: Departure | undefined;

  constructor(isCarried = false) {
    this.isCarried = isCarried;
  }

  get closed(): boolean {
    return this.state === "closed";
  }

  /** Whether it takes no more bytes and messages. */
  get takesNothing(): boolean {
    return this.state !== "open" && this.state !== "leaving";
  }

  /** Whether messages that are found now came after the server had begun to end. */
  get refuses(): boolean {
    return this.#departure?.refuses === true;
  }

  /** The server ends. @param isLate, @param look see {@link Departure}: {@link Life.mayClose} may have another answer. */
  leave(isLate: boolean, look: () => void): void {
    if (this.state !== "open" || this.isCarried) return;
    this.state = "leaving";
    this.#departure = new Departure(isLate, look);
  }

  /** Takes no more bytes and messages from now on. */
  takeNothing(state: "closing" | "lingering"): void {
    if (this.state === "open" || this.state === "leaving" || this.state === "closing") this.state = state;
  }

  /** Bytes have come. */
  heard(): void {
    this.#departure?.heard();
  }

  /** It reads again. */
  resumed(): void {
    this.#departure?.resumed();
  }

  /**
   * Whether it may close, when no answer is owed. If so it takes nothing from now on.
   *
   * @param isReceiving whether there is half a message.
   * @param isUnread whether the client has yet to read replies before more of its calls are run.
   */
  mayClose(isReceiving: boolean, isUnread: boolean): boolean {
    if (this.state === "lingering") return this.hasEnded;
    if (this.takesNothing) return true;
    // A client that has sent its end may have more calls here, which wait until it has read some replies.
    if (this.hasEnded && !isUnread) return true;
    if (this.#departure?.allows(isReceiving) !== true) return false;
    this.state = "closing";
    return true;
  }

  /** Whether the client is to be told that the server ends. True once. */
  tellsClient(): boolean {
    if (this.#departure?.told !== false) return false;
    this.#departure.told = true;
    return true;
  }
}
