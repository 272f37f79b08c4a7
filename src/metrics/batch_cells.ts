// Cells of functions whose calls are run in batches: how large these were, how long calls waited for them, and what closed them.
import { type Closing, closings } from "../batching/rule.ts";
import { addTime, histogramCells } from "./times.ts";

/** Upper bounds of the buckets that sizes of batches are counted in. */
export const sizeBounds: readonly number[] = Array.from({ length: 11 }, (_, i) => 2 ** i);

/** Cells of a histogram of sizes: its buckets, one more for what is larger, and the sum. */
export const sizeCells = sizeBounds.length + 2;

/** The places of one function's cells. */
export interface BatchCells {
  readonly sizes: number;
  /** A histogram of the times that calls have waited in their worker. */
  readonly waits: number;
  /** One for each of {@link closings}. */
  readonly closings: number;
}

/** Lays out the cells of a function. @returns them, and the place behind them. */
export function layBatchCells(sizes: number): { readonly at: BatchCells; readonly next: number } {
  const waits = sizes + sizeCells;
  const closed = waits + histogramCells;
  return { at: { sizes, waits, closings: closed }, next: closed + closings.length };
}

/** Counts a batch. @param waits milliseconds that its calls have waited. */
export function addBatch(
  counted: Float64Array,
  at: BatchCells,
  { closing, waits }: { readonly closing: Closing; readonly waits: readonly number[] },
): void {
  const size = waits.length;
  const bucket = sizeBounds.findIndex((bound) => size <= bound);
  counted[at.sizes + (bucket < 0 ? sizeBounds.length : bucket)]! += 1;
  counted[at.sizes + sizeCells - 1]! += size;
  for (const wait of waits) addTime(counted, at.waits, wait / 1000);
  counted[at.closings + closings.indexOf(closing)]! += 1;
}

/** Counts of batches, added up. */
export interface BatchSums {
  readonly sizes: Float64Array;
  readonly waits: Float64Array;
  readonly closings: Float64Array;
}

/** No batches. */
export function noBatches(): BatchSums {
  return {
    sizes: new Float64Array(sizeCells),
    waits: new Float64Array(histogramCells),
    closings: new Float64Array(closings.length),
  };
}
