// The number of calls that there have lately been at a time: a batch waits for no more than were there before, so that the call of a
// client that is alone waits for nobody.

/** Remembers the calls that there were when the last batches began. */
export class Population {
  readonly #seen: number[] = [];
  #next = 0;
  #active = Number.NEGATIVE_INFINITY;

  /** A batch begins, with so many calls anywhere. */
  add(calls: number): void {
    this.#seen[this.#next] = calls;
    this.#next = (this.#next + 1) % remembered;
  }

  /** Calls have come or ended: what was before a pause is forgotten. */
  touch(now: number): void {
    if (now - this.#active > forgottenAfter) this.#seen.length = this.#next = 0;
    this.#active = now;
  }

  /** The number of calls that there may be at a time. */
  get most(): number {
    return Math.max(0, ...this.#seen);
  }
}

/** Batches. */
const remembered = 4;
/** Milliseconds. */
const forgottenAfter = 1000;
