// Decides whether a member of a group takes another call, or leaves it to the others: it takes what it can run, and a queue that
// is gone through in a moment.

/** The calls of one member, or of one of its workers. */
export class Flow {
  /** Calls that were taken and have not ended. */
  atWork = 0;
  readonly #capacity: () => number;
  readonly #most: number;
  readonly #now: () => number;
  /** Milliseconds between the ends of two calls while others wait, with more weight on the latest. */
  #between = assumedBetween;
  /** The time when a call last ended while others waited; 0: none waited then. */
  #lastEnd = 0;

  /**
   * @param capacity tells how many calls can run at a time.
   * @param most the most that may wait besides.
   * @param now the time in milliseconds.
   */
  constructor(capacity: () => number, most: number, now: () => number = () => performance.now()) {
    this.#capacity = capacity;
    this.#most = most;
    this.#now = now;
  }

  /** The number of calls that could be begun at once. */
  get room(): number {
    return this.#capacity() - this.atWork;
  }

  /** Whether another member would probably begin the next call sooner. */
  get isFull(): boolean {
    const capacity = this.#capacity();
    const waiting = this.atWork - capacity;
    if (waiting < Math.min(capacity, this.#most)) return false; // whoever ends a call has the next at once
    return waiting >= this.#most || waiting * this.#between > longestWait;
  }

  /** A call was taken. */
  begin(): void {
    this.atWork++;
  }

  /** It has ended. */
  end(): void {
    const others = this.atWork > this.#capacity();
    this.atWork--;
    if (!others) {
      this.#lastEnd = 0;
      return;
    }
    const now = this.#now();
    if (this.#lastEnd > 0) this.#between += (now - this.#lastEnd - this.#between) / weighed;
    this.#lastEnd = now;
  }
}

/** Milliseconds: until calls have been seen to end. */
const assumedBetween = 5;
/** Milliseconds that a call may probably have to wait, while other members may be idle. */
const longestWait = 25;
const weighed = 8;
