// Wakes workers for messages that were queued, without waking one for each.
import type { SharedCalls } from "./memory.ts";

/** Wakes a worker once per turn of the event loop, sooner when the turn is long. */
export class Waking {
  readonly #calls: SharedCalls;
  /** Messages queued since the event loop's turn began. */
  #unannounced = 0;
  #began = 0;
  #waited = 0;

  constructor(calls: SharedCalls) {
    this.#calls = calls;
  }

  /**
   * The time, by performance.now(), when the message came that is about to be queued. The clock is read once for all of
   * a turn.
   * @param waitingSince the time since when it has waited, if that is known; 0: it is not.
   */
  time(waitingSince = 0): number {
    if (this.#unannounced === 0) this.#began = performance.now();
    const time = waitingSince > 0 ? waitingSince : this.#began - this.#waited;
    this.#waited = 0;
    return time;
  }

  /** The message that is queued next has waited for so long. */
  waited(milliseconds: number): void {
    this.#waited = milliseconds;
  }

  /** A message was queued. */
  soon(): void {
    this.#unannounced++;
    if (this.#unannounced === 1) setImmediate(this.#wake);
    else if (this.#unannounced % announcedAfter === 0) this.#calls.parking.wakeOne();
  }

  readonly #wake = (): void => {
    this.#unannounced = 0;
    if (!this.#calls.isEmpty) this.#calls.parking.wakeOne();
  };
}

/**
 * Messages that wake a worker before the event loop's turn is over. A small call takes a worker less time
 * than the server takes to read it: woken for each message it slept again before the next, and at 32
 * connections waking it held the server at 92,000 calls a second; woken once a turn, 103,000.
 */
const announcedAfter = 16;
