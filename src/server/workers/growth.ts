// Decides when workers are started under the models that have one for each connection.
import { processors } from "../../options/processors.ts";
import { type Clock, systemClock, type Timer } from "../clock.ts";

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
  readonly #available: number;
  readonly #state: () => CrewState;
  readonly #start: (count: number) => void;
  readonly #clock: Clock;
  readonly #arrivals: Arrivals;
  #growing: Timer | undefined;
  #filling: Timer | undefined;

  /**
   * @param spares how many are kept ready.
   * @param start starts so many workers, as far as there may be so many.
   * @param available processors.
   */
  constructor(
    spares: number,
    state: () => CrewState,
    start: (count: number) => void,
    clock: Clock = systemClock,
    available = processors(),
  ) {
    this.#available = available;
    this.#spares = spares;
    this.#state = state;
    this.#start = start;
    this.#clock = clock;
    this.#arrivals = new Arrivals(clock);
  }

  /** A connection has come: after a few milliseconds, in which its worker begins to serve it, the spare is replaced. */
  arrived(): void {
    this.#arrivals.count();
    this.#growing ??= this.#clock.after(replacedAfter, () => {
      this.#growing = undefined;
      this.grow();
    });
    this.#filling?.cancel();
    this.#filling = this.#clock.after(filledAfter, () => this.grow(this.#spares));
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
    this.#start(Math.min(waiting + spares - idle - starting, this.#mostStarting - starting));
  }

  /**
   * Workers that may be starting at a time. More of them than there are processors take these from each other, and their
   * caches: 100 clients at once waited 14 s for forked workers of the executable where eight were started at a time, on two
   * busy processors, and 6 s with three. Long starts mostly wait for something else.
   */
  get #mostStarting(): number {
    return this.#arrivals.startsSoon ? Math.min(this.#available + 1, mostStarting) : mostStarting;
  }

  /** Starts no more. */
  stop(): void {
    this.#growing?.cancel();
    this.#filling?.cancel();
  }
}

/** Counts connections, with more weight on the latest: about those of the last second. */
export class Arrivals {
  readonly #clock: Clock;
  #weight = 0;
  #last = 0;
  /** Seconds that a start takes when it has the processor: starts that contend for it say little. */
  #startTime = 0.05;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A connection has come. */
  count(): void {
    const now = this.#clock.now();
    this.#weight = this.#weight * Math.exp((this.#last - now) / 1000) + 1;
    this.#last = now;
  }

  /** A worker was ready so many milliseconds after it was started. */
  started(milliseconds: number): void {
    const seconds = milliseconds / 1000;
    this.#startTime = Math.min(seconds, this.#startTime + (seconds - this.#startTime) / 32);
  }

  /** Whether a start takes little but the processor. */
  get startsSoon(): boolean {
    return this.#startTime < soon;
  }

  /** Workers that have to be ready so that no client waits: for twice what comes while one of them starts. */
  get expected(): number {
    const perSecond = this.#weight * Math.exp((this.#last - this.#clock.now()) / 1000);
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

/** Workers that may be starting at a time, whatever their starts take. */
const mostStarting = 8;
/** Seconds: a process of the executable takes 0.02, threads 0.05 and less. What an `init` waits for comes on top. */
const soon = 0.1;
