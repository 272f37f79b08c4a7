// Counts the calls of each address, as a limit of one's own may: what --max-calls-per-peer does is the same for all calls.

/** So many calls a second of one address, counted in this worker. */
export class CallRate {
  readonly #perSecond: number;
  #second = 0;
  #calls = new Map<string, number>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** @param peer `127.0.0.1:50312`: an address, and the port of one connection. */
  allows(peer: string): boolean {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#calls.clear(); // nothing is kept of those who have left
    }
    const address = peer.slice(0, peer.lastIndexOf(":"));
    const calls = (this.#calls.get(address) ?? 0) + 1;
    this.#calls.set(address, calls);
    return calls <= this.#perSecond;
  }
}
