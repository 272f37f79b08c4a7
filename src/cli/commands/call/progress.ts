// Shows on a terminal how far many calls have come, in one line that is written over.

/** The calls that were made up to now. */
export interface Tally {
  calls: number;
  failed: number;
}

/**
 * Shows it until it is stopped, from the second on that it takes: nothing where standard error is no terminal.
 *
 * @param tally is counted up by whoever makes the calls.
 * @param count how many there will be.
 * @returns what stops it, and leaves nothing of the line.
 */
export function showProgress(tally: Tally, count: number, terminal: Terminal = process.stderr): () => void {
  if (terminal.isTTY !== true) return () => {};
  let last = { calls: tally.calls, time: performance.now() };
  const timer = setInterval(() => {
    const time = performance.now();
    const rate = Math.round(((tally.calls - last.calls) / (time - last.time)) * 1000);
    last = { calls: tally.calls, time };
    const failed = tally.failed > 0 ? `, ${tally.failed} failed` : "";
    const line = `${tally.calls} of ${count} calls${failed}, ${rate} a second`;
    terminal.write(`\r${line.slice(0, (terminal.columns || 80) - 1)}\x1b[K`);
  }, 1000);
  return () => {
    clearInterval(timer);
    terminal.write("\r\x1b[K");
  };
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}
