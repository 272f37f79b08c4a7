// Scores texts, up to 32 of different clients in each run. A run takes 5 ms, and 0.2 ms for each text, as one of a model does
// whose weights have to be read from memory each time.
import { type Batch, type Batched, type Handler, idl } from "../../mod.ts";

export const service = idl(`
  exception Empty { 1: string why }

  service Scores {
    /** From 0 to 1. */
    double score(1: string text) throws (1: Empty empty)
    /** The number of runs that there have been. */
    i32 runs()
  }
`);

export const batch: Batch = { score: { maxSize: 32, maxDelay: 2 } };

let runs = 0;

export default {
  score(calls) {
    runs++;
    compute(5 + 0.2 * calls.length);
    return calls.map(({ arguments: [text], exceptions }) =>
      text === "" ? new exceptions.Empty({ why: "there is nothing to score" }) : 1 - 1 / (1 + text.length),
    );
  },
  runs: () => runs,
} satisfies Batched<Handler<typeof service>, "score">;

/** Keeps the processor busy. */
function compute(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}
