// Sums of what several event loops have counted, and what their calls were of.
import { localName, prefixEnd, type ServedFunction } from "../schema/service.ts";
import { type BatchSums, noBatches } from "./batch_cells.ts";
import { type CountedService, cells, type FunctionCells, layCells, outcomes } from "./cells.ts";
import { histogramCells } from "./times.ts";

/** The outcome of calls, in words that no client makes up. */
export interface OutcomeCount {
  /** The name of the exception, without its program, or TApplicationException; empty: the call succeeded. */
  readonly exception: string;
  /** The type of a TApplicationException; empty: it is none. */
  readonly code: string;
  count: number;
}

/** The calls of one function. */
export interface FunctionSums {
  begun: number;
  readonly outcomes: OutcomeCount[];
  /** Histograms as {@link histogramCells} has them. */
  readonly succeeded: Float64Array;
  readonly failed: Float64Array;
  /** Of a function whose calls are run in batches. */
  batches?: BatchSums;
}

/** Counts added up. */
export class Sums {
  /** Of the cells that every event loop has. Those of its state are 0. */
  readonly general = new Float64Array(cells.wait + histogramCells);
  /** By the name that clients call a function by: `add`, or `Calculator:add` of multiplexed services. */
  readonly functions = new Map<string, FunctionSums>();

  /**
   * Adds what one event loop has counted.
   * @param service whose calls it runs; undefined: it runs none.
   * @param ended whether it is gone: calls that are at work have ended with it.
   */
  add(counted: Float64Array, service: CountedService | undefined, ended: boolean): void {
    addTo(this.general, counted, cells.received);
    if (service === undefined) return;
    const layout = layCells(service);
    for (const [index, func] of service.functions.entries()) {
      this.#addFunction(sumsOf(this.functions, func), counted, layout.functions[index]!, func, ended);
    }
  }

  /** Adds other sums. */
  addSums({ general, functions }: Sums): void {
    addTo(this.general, general, 0);
    for (const [name, other] of functions) {
      const sums = getOrMake(this.functions, name);
      sums.begun += other.begun;
      for (const { exception, code, count } of other.outcomes) addOutcome(sums, exception, code, count);
      addTo(sums.succeeded, other.succeeded, 0);
      addTo(sums.failed, other.failed, 0);
      if (other.batches !== undefined) addBatches(sums, other.batches);
    }
  }

  #addFunction(
    sums: FunctionSums,
    counted: Float64Array,
    at: FunctionCells,
    { throws }: ServedFunction,
    ended: boolean,
  ): void {
    const begun = counted[at.begun]!;
    let finished = 0;
    for (let outcome = 0; outcome < at.count; outcome++) {
      const count = counted[at.outcomes + outcome]!;
      finished += count;
      const type = throws[outcome - outcomes.declared]?.type;
      const declared = type?.kind === "struct" ? localName(type.name) : "";
      if (outcome >= outcomes.declared) addOutcome(sums, declared, "", count);
      else addOutcome(sums, outcome === outcomes.success ? "" : application, codes[outcome]!, count);
    }
    sums.begun += begun;
    if (ended) addOutcome(sums, workerEnded, "", begun - finished);
    const { batches } = at;
    if (begun > 0) {
      addTo(sums.succeeded, counted.subarray(at.succeeded, at.succeeded + histogramCells), 0);
      addTo(sums.failed, counted.subarray(at.failed, at.failed + histogramCells), 0);
    }
    if (batches === undefined) return;
    addBatches(sums, {
      sizes: counted.subarray(batches.sizes, batches.waits),
      waits: counted.subarray(batches.waits, batches.closings),
      closings: counted.subarray(batches.closings),
    });
  }
}

/** The exceptions' name that clients get which the IDL does not declare. */
export const application = "TApplicationException";
/** The "exception" of calls whose worker has ended while they were at work. */
export const workerEnded = "WorkerEnded";

/** By outcome. */
const codes = ["", "UNKNOWN", "INTERNAL_ERROR", "PROTOCOL_ERROR"];

/** Calls that have ended. */
export function finishedCalls(sums: FunctionSums): number {
  return sums.outcomes.reduce((sum, { count }) => sum + count, 0);
}

/** Calls that have succeeded. */
export function succeededCalls({ outcomes }: FunctionSums): number {
  return outcomes.find((one) => isSuccess(one))?.count ?? 0;
}

/** Whether an outcome is no exception at all. */
export function isSuccess({ exception, code }: Pick<OutcomeCount, "exception" | "code">): boolean {
  return exception === "" && code === "";
}

function sumsOf(functions: Map<string, FunctionSums>, { prefix, name }: ServedFunction): FunctionSums {
  return getOrMake(functions, prefix === undefined ? name : prefix + prefixEnd + name);
}

function getOrMake(functions: Map<string, FunctionSums>, name: string): FunctionSums {
  let sums = functions.get(name);
  if (sums === undefined) {
    const histogram = () => new Float64Array(histogramCells);
    sums = { begun: 0, outcomes: [], succeeded: histogram(), failed: histogram() };
    functions.set(name, sums);
  }
  return sums;
}

function addBatches(sums: FunctionSums, { sizes, waits, closings }: BatchSums): void {
  sums.batches ??= noBatches();
  addTo(sums.batches.sizes, sizes, 0);
  addTo(sums.batches.waits, waits, 0);
  addTo(sums.batches.closings, closings, 0);
}

function addOutcome(sums: FunctionSums, exception: string, code: string, count: number): void {
  const known = sums.outcomes.find((one) => one.exception === exception && one.code === code);
  if (known !== undefined) known.count += count;
  else if (count > 0 || isSuccess({ exception, code })) sums.outcomes.push({ exception, code, count });
}

function addTo(sums: Float64Array, counted: Float64Array, from: number): void {
  for (let cell = from; cell < sums.length; cell++) sums[cell]! += counted[cell]!;
}
