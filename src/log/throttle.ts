// Limits how often the log tells of something: a client may make a method, or a handshake, fail as often as it likes.

/** Limits the lines of each kind in ten seconds, and counts those that are left out. */
export class LogThrottle {
  readonly #linesAtMost: number;
  readonly #kinds = new Map<string, Kind>();

  /** @param linesAtMost lines of one kind in ten seconds; by default ten, enough to see a pattern. */
  constructor(linesAtMost = 10) {
    this.#linesAtMost = linesAtMost;
  }

  /**
   * Logs something, unless there were too many of its kind.
   *
   * @param kind one of few: there are as many counts.
   * @param log gets the number of those that the line stands for besides its own.
   * @param count how many there were of it at once.
   */
  report(kind: string, log: (more: number) => void, count = 1): void {
    const now = performance.now();
    const known = this.#kinds.get(kind);
    if (known === undefined || now - known.since >= period) {
      this.#kinds.set(kind, { since: now, lines: 1, leftOut: 0, last: log });
      log((known?.leftOut ?? 0) + count - 1);
    } else if (known.lines < this.#linesAtMost) {
      known.lines++;
      log(count - 1);
    } else {
      known.leftOut += count;
      known.last = log;
    }
  }

  /** Logs the last of each kind that was left out: the program ends. */
  flush(): void {
    for (const { leftOut, last } of this.#kinds.values()) if (leftOut > 0) last(leftOut - 1);
    this.#kinds.clear();
  }
}

/** ` (and 12 times more)`, or nothing: the number of those that a line stands for besides its own. */
export function timesMore(more: number): string {
  return more > 0 ? ` (and ${more} times more)` : "";
}

interface Kind {
  /** The time of the first line, in milliseconds. */
  readonly since: number;
  lines: number;
  leftOut: number;
  /** Logs the one that was left out last. */
  last: (more: number) => void;
}

/** Milliseconds. */
const period = 10_000;
