// Times the restarts of workers: at once, and later and later while they do not come up.
import { log } from "../../log/log.ts";
import { type Clock, systemClock, type Timer } from "../clock.ts";

/** One for all workers of a server: while they fail one of them is tried at a time. */
export class Restarts {
  /** Starts that wait for their turn. */
  readonly #queue: (() => Promise<unknown>)[] = [];
  readonly #onFailed: (message: string) => void;
  readonly #clock: Clock;
  #failing = false;
  #failures = 0;
  #retry: Timer | undefined;
  #calm: Timer | undefined;
  #stopped = false;

  /** @param onFailed is told of each start that fails. */
  constructor(onFailed: (message: string) => void, clock: Clock = systemClock) {
    this.#onFailed = onFailed;
    this.#clock = clock;
  }

  /** Whether the last start has failed: others would as well. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Starts a worker now, or when it is its turn. A start that fails is logged, and tried again. */
  add(start: () => Promise<unknown>): void {
    if (this.#stopped) return;
    if (this.#failing) this.#queue.push(start);
    else this.#run(start);
  }

  /** A start has failed, or a worker has ended before it was of any use: it has to be started again. */
  failed(message: string, again: () => Promise<unknown>): void {
    if (this.#stopped) return;
    log.error("a worker could not be started: {message}", { message });
    this.#calm?.cancel();
    this.#failing = true;
    this.#queue.push(again);
    if (this.#retry === undefined)
      this.#retryAfter(Math.min(firstDelay * 2 ** this.#failures++, longestDelay));
    this.#onFailed(message);
  }

  /** A worker has come up. */
  succeeded(): void {
    this.#calm?.cancel();
    // One that comes up only to end at once is as bad as one that does not come up.
    this.#calm = this.#clock.after(calmAfter, () => {
      this.#failures = 0;
    });
    this.#calm.unref();
    this.#retry?.cancel();
    this.#retry = undefined;
    this.#failing = false;
    for (const start of this.#queue.splice(0)) this.#run(start);
  }

  /** No worker is to be started any more. */
  stop(): void {
    this.#stopped = true;
    this.#retry?.cancel();
    this.#calm?.cancel();
    this.#queue.length = 0;
  }

  #retryAfter(delay: number): void {
    this.#retry = this.#clock.after(delay, () => {
      this.#retry = undefined;
      const next = this.#queue.shift();
      if (next === undefined) this.#failing = false;
      else this.#run(next);
    });
  }

  #run(start: () => Promise<unknown>): void {
    start().then(
      () => {
        // This one was not needed any more: the next shows whether starts still fail.
        if (this.#failing && this.#retry === undefined && !this.#stopped) this.#retryAfter(0);
      },
      (error: Error) => this.failed(error.message, start),
    );
  }
}

/** Milliseconds until the second try; each takes twice as long as the one before. */
const firstDelay = 100;
/** The longest time after which a mended cause is noticed. */
const longestDelay = 5000;
/** Milliseconds that a worker has to live for its start to count as a success. */
export const calmAfter = 1000;
