// Cells of an array that an event loop counts in: one number each, read by whoever sums up all of them.
import { protocolNames } from "../protocol/names.ts";
import type { ResolvedService } from "../schema/service.ts";
import { transportNames } from "../transport/names.ts";
import { type BatchCells, layBatchCells } from "./batch_cells.ts";
import { histogramCells } from "./times.ts";

/** The cells that every event loop has. */
export const cells = {
  /** Milliseconds since 1970 when the cells of its state were last written. */
  ticked: 0,
  /** Its state: seconds by which a timer was late, bytes of memory, and calls that wait on it for others to end. */
  lag: 1,
  memory: 2,
  waiting: 3,
  /** Bytes of its connections. */
  received: 4,
  sent: 5,
  /** Messages that are no calls of a function. */
  unknownMethod: 6,
  invalidMessage: 7,
  /** Connections by the dialect of their first message: see {@link dialectCell}. */
  dialects: 8,
  /** The histogram of the time that calls have waited. Calls that are in none of its buckets have not. */
  wait: 8 + transportNames.length * protocolNames.length,
} as const;

const functionsAt = cells.wait + histogramCells;

/** The cell of a dialect. Each of its parts is one of the names, or nothing is counted: -1. */
export function dialectCell(transport: string, protocol: string): number {
  const row = (transportNames as readonly string[]).indexOf(transport);
  const column = (protocolNames as readonly string[]).indexOf(protocol);
  return row < 0 || column < 0 ? -1 : cells.dialects + row * protocolNames.length + column;
}

/** The outcomes of a call, each a cell. The exceptions that its function declares follow. */
export const outcomes = {
  success: 0,
  /** A TApplicationException of the type UNKNOWN: the handler threw something else. */
  unknown: 1,
  /** Of INTERNAL_ERROR: what the handler gave cannot be sent. */
  internalError: 2,
  /** Of PROTOCOL_ERROR: the arguments cannot be read. */
  protocolError: 3,
  declared: 4,
} as const;

/** Cells of one function: behind those of its outcomes two histograms, of the calls that succeeded and of the others. */
export interface FunctionCells {
  /** Calls that have begun. */
  readonly begun: number;
  readonly outcomes: number;
  /** The number of its outcomes. */
  readonly count: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Of a function whose calls are run in batches. */
  readonly batches?: BatchCells;
}

/** A service whose calls are counted. */
export interface CountedService extends Pick<ResolvedService, "functions"> {
  /** By which its functions' calls are run in batches, in their order; null or undefined: one by one. */
  readonly rules?: readonly unknown[] | undefined;
}

/** The cells of an event loop that runs the calls of a service. */
export interface CellLayout {
  /** In the order of the service's functions. */
  readonly functions: readonly FunctionCells[];
  /** Cells in all. */
  readonly length: number;
}

/** Lays out the cells. @param service absent: no calls are run there. */
export function layCells(service?: CountedService): CellLayout {
  let next = functionsAt;
  const functions = (service?.functions ?? []).map(({ throws }, index): FunctionCells => {
    const count = outcomes.declared + throws.length;
    const begun = next;
    const succeeded = begun + 1 + count;
    next = succeeded + 2 * histogramCells;
    const own = { begun, outcomes: begun + 1, count, succeeded, failed: succeeded + histogramCells };
    if (service?.rules?.[index] == null) return own;
    const { at: batches, next: behind } = layBatchCells(next);
    next = behind;
    return { ...own, batches };
  });
  return { functions, length: next };
}
