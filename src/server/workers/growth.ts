// Decides when workers are started under the models that have one for each connection.

/** A crew that grows, as its growth sees it. */
export interface CrewState {
  /** Connections that wait for a worker. */
  readonly waiting: number;
  /** Workers without a connection. */
  readonly idle: number;
  /** Workers that are not ready yet. */
  readonly starting: number;
  /** Whether more starts would fail as the last one has. */
  readonly failing: boolean;
}

/** Keeps as many spare workers ready as connections are expected, and all of them in times of quiet. */
export class Growth {
  readonly #spares: number;
  readonly #state: () => CrewState;
  readonly #start: (count: number) => void;
  readonly #arrivals = new Arrivals();
  #growing: ReturnType<typeof setTimeout> | undefined;
  #filling: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param spares how many are kept ready.
   * @param start starts so many workers, as far as there may be so many.
   */
  constructor(spares: number, state: () => CrewState, start: (count: number) => void) {
    this.#spares = spares;
    this.#state = state;
    this.#start = start;
  }

  /** A connection has come: after a few milliseconds, in which its worker begins to serve it, the spare is replaced. */
  arrived(): void {
    this.#arrivals.count();
    this.#growing ??= setTimeout(() => {
      this.#growing = undefined;
      this.grow();
    }, replacedAfter);
    clearTimeout(this.#filling);
    this.#filling = setTimeout(() => this.grow(this.#spares), filledAfter);
  }

  /** A worker was ready so many milliseconds after it was started. */
  started(milliseconds: number): void {
    this.#arrivals.started(milliseconds);
    this.grow();
  }

  /** Starts workers for the connections that wait and for those to come. */
  grow(spares = Math.min(this.#arrivals.expected, this.#spares)): void {
    const { waiting, idle, starting, failing } = this.#state();
    if (failing) return;
    this.#start(Math.min(waiting + spares - idle - starting, mostStarting - starting));
  }

  /** Starts no more. */
  stop(): void {
    clearTimeout(this.#growing);
    clearTimeout(this.#filling);
  }
}

/** Counts connections, with more weight on the latest: about those of the last second. */
class Arrivals {
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

/** Milliseconds. Starting a process takes 1 ms of this thread and 5 of a core. */
const replacedAfter = 5;

/**
 * Milliseconds without a connection. To replace all spares in the middle of a burst took the processor from
 * its calls: ten clients' calls were 1.6 times faster than one's on two cores, instead of 1.8.
 */
const filledAfter = 3000;

/** Workers that may be starting at a time: more of them would only take the processor from each other. */
const mostStarting = 8;
