// Measures how fast connections come and how long a worker takes to start: both tell how many have to be ready.

/** Counts connections, with more weight on the latest: about those of the last second. */
export class Arrivals {
  #weight = 0;
  #last = 0;
  /** Seconds that a start takes when it has the processor: starts that contend for it say little. */
  #startTime = 0.05;

  /** A connection has come. */
  count(): void {
    const now = performance.now();
    this.#weight = this.#weight * Math.exp((this.#last - now) / 1000) + 1;
    this.#last = now;
  }

  /** A worker was ready so many milliseconds after it was started. */
  started(milliseconds: number): void {
    const seconds = milliseconds / 1000;
    this.#startTime = Math.min(seconds, this.#startTime + (seconds - this.#startTime) / 32);
  }

  /** Workers that have to be ready so that no client waits: for twice what comes while one of them starts. */
  get expected(): number {
    const perSecond = this.#weight * Math.exp((this.#last - performance.now()) / 1000);
    return Math.ceil(perSecond * this.#startTime * 2);
  }
}
