// Counts the calls of one event loop in an array of numbers: 16 to 50 ns a call, where libraries take 1 to 5 us.
import type { Closing } from "../batching/rule.ts";
import { addBatch } from "./batch_cells.ts";
import { type CellLayout, type CountedService, cells, layCells, outcomes } from "./cells.ts";
import { addTime, removeTime } from "./times.ts";

/** One for each processor that counts. */
export class CallCounts {
  /** The numbers, which others may read at any time. */
  readonly cells: Float64Array;
  /**
   * The time now, by performance.now(), where whoever has a call processed knows it already: the next call begins then.
   * 0: it does not. Reading the clock is most of what counting costs.
   */
  handed = 0;
  /** The time when the call that ended last did. */
  ended = 0;
  readonly #layout: CellLayout;
  readonly #changed: (() => void) | undefined;

  /**
   * @param memory gets the numbers.
   * @param changed is called for each call that ends, where somebody has to be told: the memory is not shared.
   * @throws {RangeError} when it is too small.
   */
  constructor(service: CountedService, memory?: ArrayBufferLike, changed?: () => void) {
    this.#layout = layCells(service);
    const { length } = this.#layout;
    this.cells = memory === undefined ? new Float64Array(length) : new Float64Array(memory, 0, length);
    this.#changed = changed;
  }

  /** A call begins. @returns the time. */
  begin(index: number): number {
    this.cells[this.#layout.functions[index]!.begun]! += 1;
    const { handed } = this;
    if (handed === 0) return performance.now();
    this.handed = 0;
    return handed;
  }

  /** A call ends that began at a time. @returns the seconds that it took. */
  end(index: number, outcome: number, began: number): number {
    const now = performance.now();
    this.ended = now;
    const seconds = (now - began) / 1000;
    const at = this.#layout.functions[index]!;
    this.cells[at.outcomes + outcome]! += 1;
    addTime(this.cells, outcome === outcomes.success ? at.succeeded : at.failed, seconds);
    this.#changed?.();
    return seconds;
  }

  /** The outcome of a call that took so many seconds was another than was said. */
  correct(index: number, said: number, outcome: number, seconds: number): void {
    if (said === outcome) return;
    const at = this.#layout.functions[index]!;
    this.cells[at.outcomes + said]! -= 1;
    this.cells[at.outcomes + outcome]! += 1;
    removeTime(this.cells, said === outcomes.success ? at.succeeded : at.failed, seconds);
    addTime(this.cells, outcome === outcomes.success ? at.succeeded : at.failed, seconds);
    this.#changed?.();
  }

  /** A batch of calls of a function begins. */
  batch(index: number, begun: { readonly closing: Closing; readonly waits: readonly number[] }): void {
    const { batches } = this.#layout.functions[index]!;
    if (batches === undefined) return;
    addBatch(this.cells, batches, begun);
    this.#changed?.();
  }

  /** A message that is no call of a function was answered. */
  refused(cell: typeof cells.unknownMethod | typeof cells.invalidMessage): void {
    this.cells[cell]! += 1;
    this.#changed?.();
  }

  /** A call has waited. */
  waited(seconds: number): void {
    addTime(this.cells, cells.wait, Math.max(0, seconds));
  }
}
