// Shows on a terminal how far a benchmark is, in one line that is written over.
import type { Events } from "../../../bench/measurement.ts";

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows it until it is ended: nothing where standard error is no terminal. */
export function showSteps(terminal: Terminal = process.stderr): Events & { end(): void } {
  if (terminal.isTTY !== true) return { step: () => {}, end: () => {} };
  let now = { doing: "", part: 0, until: 0 };
  const show = () => {
    const { doing, part, until } = now;
    const done = Math.round(part * length);
    const bar = "█".repeat(done) + "░".repeat(length - done);
    const left = Math.max(0, Math.round((until - performance.now()) / 1000));
    const line = `${bar} ${Math.round(part * 100)} %, ${left} s left at most, ${doing}`;
    terminal.write(`\r${line.slice(0, (terminal.columns || 80) - 1)}\x1b[K`);
  };
  const timer = setInterval(show, 1000);
  return {
    step(doing, part, left) {
      now = { doing, part, until: performance.now() + left * 1000 };
      show();
    },
    end() {
      clearInterval(timer);
      terminal.write("\r\x1b[K");
    },
  };
}

/** Columns of the bar. */
const length = 20;
