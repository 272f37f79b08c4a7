// The circumstances of a benchmark in words: what was called, how, and on which machine.
import type { Results } from "../results.ts";
import { durationOf } from "../words.ts";

/** A line each. */
export function factsOf(results: Results): string[] {
  const { handler, method, call, runtime, machine, processors, workers, concurrency, rate, date, seconds } =
    results;
  const overlapping = concurrency > 1 ? `, --concurrency ${concurrency}` : "";
  const pools = handler === undefined ? "" : `; pools of ${workers}${overlapping}`;
  const paced = rate === undefined ? "" : `; ${rate} calls a second, answered or not`;
  return [
    `${[handler, method].filter(Boolean).join(", ")}: the first call ${durationOf(call.first * 1000)}, later ones ${durationOf(call.seconds * 1000)}, ${kindIn(call)}`,
    `${machine}, ${processors} processor${processors === 1 ? "" : "s"} for servers and clients; ${runtime}${pools}${paced}`,
    `${date}, ${Math.round(seconds)} s`,
  ];
}

function kindIn({ computing, batch }: Results["call"]): string {
  return batch === undefined ? `${Math.round(computing * 100)} % of it computing` : `up to ${batch} as one`;
}
