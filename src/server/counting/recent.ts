// The last things of a kind that happened in a server, its workers among them, for who looks at it.

/** One of them with its number: later ones have higher ones. */
export type Numbered<One> = One & { readonly number: number };

/** Keeps the last of them. */
export class Recent<One extends object> {
  readonly #kept: Numbered<One>[] = [];
  readonly #most: number;
  #last = 0;

  /** @param most the number that is kept. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Adds one; of many the oldest goes. */
  add(one: One): void {
    this.#kept.push({ ...one, number: ++this.#last });
    if (this.#kept.length > this.#most) this.#kept.shift();
  }

  /** Those with a higher number than one that was seen, the oldest first. */
  after(number: number): readonly Numbered<One>[] {
    return this.#kept.filter((one) => one.number > number);
  }
}
