// The interface between batches and whoever has calls run, and the simplest of those: an event loop.

/** Has calls run in a worker, and knows of those that are not in there yet. */
export interface BatchHost {
  /**
   * Lets so many calls be in the worker at a time, those that it runs included; others are to wait where they are.
   * 0: no more for now.
   */
  admit(calls: number): void;
  /** Something has changed: {@link Deciding.decide} is to be called when the calls that are there have come in. */
  soon(): void;
  /** A method is about to be called, and may hold the event loop. */
  starting(): void;
  /** Milliseconds that the call which is coming in at this moment has waited for it; otherwise 0. */
  waited: number;
  /** Calls anywhere, at work or waiting, of which `inside` are in this worker, and the workers that share them. */
  all(inside: number): { readonly calls: number; readonly workers: number };
}

/** Begins what can begin. */
export interface Deciding {
  /** @returns the milliseconds after which it is to be called again, unless something has changed before. */
  decide(): number | undefined;
}

/** Decides between two turns of the event loop, when all that its sockets had to say was read. */
export class EventLoopHost implements BatchHost {
  waited = 0;
  readonly #batches: Deciding;
  readonly #waiting: () => number;
  readonly #admit: (calls: number) => void;
  #due = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param waiting tells how many calls wait for room.
   * @param admit is told how many there may be.
   */
  constructor(batches: Deciding, waiting: () => number = () => 0, admit: (calls: number) => void = () => {}) {
    this.#batches = batches;
    this.#waiting = waiting;
    this.#admit = admit;
  }

  admit(calls: number): void {
    this.#admit(calls);
  }

  soon(): void {
    if (this.#due) return;
    this.#due = true;
    setImmediate(this.#decide);
  }

  starting(): void {}

  all(inside: number): { calls: number; workers: number } {
    return { calls: inside + this.#waiting(), workers: 1 };
  }

  readonly #decide = (): void => {
    this.#due = false;
    clearTimeout(this.#timer);
    const wait = this.#batches.decide();
    this.#timer = wait === undefined ? undefined : setTimeout(this.#decide, wait);
  };
}
