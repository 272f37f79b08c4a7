// Scores of servers, by which advice compares them.
import type { Figures, Measured } from "../results.ts";

/** Two servers whose figures are this near are as fast as each other: another run may turn them round. */
export const alike = 0.8;

/** Its calls a second with several clients. */
export function scoreOf({ figures }: Measured): number {
  // The end of a test may have come before the first answer.
  const rates = ofSeveral(figures).map(
    ({ calls, seconds }) => Math.max(calls, 0.5) / Math.max(seconds, 1e-9),
  );
  return Math.exp(rates.reduce((sum, rate) => sum + Math.log(rate), 0) / Math.max(rates.length, 1));
}

/** Whether it has answered calls of several clients, nearly all of them with results. */
export function isSound({ figures, failure }: Measured): boolean {
  const several = ofSeveral(figures);
  const sum = (count: (one: Figures) => number) => several.reduce((all, one) => all + count(one), 0);
  const calls = sum((one) => one.calls);
  return failure === undefined && calls > 0 && sum(({ failed }) => failed) * 100 <= calls;
}

/** Whether calls run on the event loop that reads the sockets. */
export function isInline({ candidate }: Measured): boolean {
  return candidate?.runs === "inline";
}

function ofSeveral({ few, many }: Measured["figures"]): Figures[] {
  return [few, many].filter((one) => one !== undefined);
}
