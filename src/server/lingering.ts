// The time that a client which has been refused is given to find out.

/**
 * A connection's wait before it is closed while the client is still sending: closed at once, the system would
 * reset it, and a client that reads only when it has sent all would never see why.
 */
export class Lingering {
  #timer: ReturnType<typeof setTimeout> | undefined;

  get active(): boolean {
    return this.#timer !== undefined;
  }

  /** Calls back when the time is over, unless it was stopped. */
  begin(over: () => void): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      over();
    }, atMost);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Milliseconds. */
const atMost = 1000;
