// Counts the bytes and dialects of one event loop's connections.
import { cells, dialectCell } from "./cells.ts";

/** Does nothing without cells. */
export class Traffic {
  readonly #cells: Float64Array | undefined;

  constructor(counted?: Float64Array) {
    this.#cells = counted;
  }

  received(bytes: number): void {
    if (this.#cells !== undefined) this.#cells[cells.received]! += bytes;
  }

  sent(bytes: number): void {
    if (this.#cells !== undefined) this.#cells[cells.sent]! += bytes;
  }

  /** A connection's first message has come. */
  spoken(transport: string, protocol: string): void {
    const cell = this.#cells === undefined ? -1 : dialectCell(transport, protocol);
    if (cell >= 0) this.#cells![cell]! += 1;
  }
}
