// How often the log tells of a method that fails: a client may make it fail as often as it likes.

/** Counts the failures of one processor, by method. */
export class Failures {
  readonly #methods = new Map<string, { since: number; told: number; untold: number }>();

  /**
   * Logs a failure, unless that many were in the last ten seconds that the log would fill: `log` is called with what
   * to add to the line about those that were left out, or not at all.
   *
   * @param method one of the service's: there are no more counts than it has methods.
   */
  tell(method: string, log: (untold: string) => void): void {
    const now = performance.now();
    const counts = this.#methods.get(method);
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
    this.#methods.set(method, { since: now, told: 1, untold: 0 });
    log(untold > 0 ? ` (and ${untold} times more)` : "");
  }
}

/** Milliseconds. */
const period = 10_000;
/** Lines of one method in that time: enough to see a pattern. */
const linesAtMost = 10;
