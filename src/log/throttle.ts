// Limits how often the log tells of a failure: a client may make a method, or a handshake, fail as often as it likes.

/** Counts failures by what has failed: the methods of a processor, say. */
export class Failures {
  readonly #counts = new Map<string, { since: number; told: number; untold: number }>();

  /**
   * Logs at most ten failures of a kind in ten seconds. `log` gets a suffix that counts the ones left out before.
   *
   * @param what one of few: there are as many counts.
   */
  tell(what: string, log: (untold: string) => void): void {
    const now = performance.now();
    const counts = this.#counts.get(what);
    if (counts !== undefined && now - counts.since < period) {
      if (counts.told >= linesAtMost) {
        counts.untold++;
        return;
      }
      counts.told++;
      log("");
      return;
    }
    const untold = counts?.untold ?? 0;
    this.#counts.set(what, { since: now, told: 1, untold: 0 });
    log(untold > 0 ? ` (and ${untold} times more)` : "");
  }
}

/** Milliseconds. */
const period = 10_000;
/** Lines of one kind in that time: enough to see a pattern. */
const linesAtMost = 10;
