// Writes the counts of a worker process that cannot map the file for them, as seldom as may be: each time takes as long as a
// tenth of a call.

/** One for a worker process. */
export class CountWriter {
  readonly #write: () => void;
  readonly #connections: () => number;
  /** Changes that are not written yet, and how many of them there may be. */
  #unwritten = 0;
  #most = 1;
  /** The time when it has written last, in milliseconds. */
  #written = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isArmed = false;

  /**
   * @param write writes all counts.
   * @param connections tells how many the worker has. What is lost with one that is killed are as many calls at most, as if
   *   they had been at work.
   */
  constructor(write: () => void, connections: () => number) {
    this.#write = write;
    this.#connections = connections;
  }

  /** Something was counted. @param now the time, in milliseconds. */
  changed(now: number): void {
    if (++this.#unwritten >= this.#most || now - this.#written > pause) {
      this.#written = now;
      this.flush();
    } else if (!this.#isArmed) {
      this.#isArmed = true;
      if (this.#timer !== undefined) this.#timer.refresh();
      else {
        this.#timer = setTimeout(() => {
          this.#isArmed = false;
          this.flush();
        }, within);
        this.#timer.unref();
      }
    }
  }

  /** Writes what is not written yet. */
  flush(): void {
    if (this.#unwritten === 0) return;
    this.#unwritten = 0;
    this.#most = Math.min(Math.max(this.#connections(), 1), mostUnwritten);
    this.#write();
  }
}

/** Milliseconds after which a call is written at once: a worker that has little to do has the time. */
const pause = 1;

/** Milliseconds until all is written, as far as the event loop is free. */
const within = 5;

/** Calls. */
const mostUnwritten = 16;
