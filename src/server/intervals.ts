// The moments at which the log tells of something that lasts: after a while, and again at growing intervals.

/** Seconds after which it is told, for the first time and again; then each time twice as many. */
export function nextTelling(first: number, told: number): number {
  if (told === 0) return first;
  const usual = [10, 30, 60].filter((seconds) => seconds > first);
  return usual[told - 1] ?? 60 * 2 ** (told - usual.length);
}

/** Something that lasts. */
export class Lasting {
  readonly since: number;
  readonly #first: number;
  #told = 0;

  /** @param first seconds after which it is told first. */
  constructor(first: number, since: number) {
    this.#first = first;
    this.since = since;
  }

  /** Whether it was told at all. */
  get told(): boolean {
    return this.#told > 0;
  }

  seconds(now: number): number {
    return Math.floor((now - this.since) / 1000);
  }

  /** Whether it is to be told now. Counts as told then. */
  isDue(now: number): boolean {
    if (this.seconds(now) < nextTelling(this.#first, this.#told)) return false;
    while (this.seconds(now) >= nextTelling(this.#first, this.#told)) this.#told++;
    return true;
  }
}
