// The clients' findings in a run of all tests, for docs/interop.md.
import { type Dialect, type Library, title } from "./dialects.ts";
import { failureKey } from "./known_failures.ts";
import type { Outcome } from "./peers.ts";

/** A host's checks of one library in one dialect. */
export interface Cell {
  readonly passed: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
}

/** Gathers outcomes by host, dialect and library. What failed once has failed. */
export class Results {
  readonly #failures = new Set<string>();
  readonly #cells = new Map<string, { passed: Set<string>; failed: Set<string> }>();

  add(host: string, library: Library, dialect: Dialect, outcomes: readonly Outcome[]): void {
    const key = keyOf(host, library, dialect);
    const cell = this.#cells.get(key) ?? { passed: new Set(), failed: new Set() };
    this.#cells.set(key, cell);
    for (const { name, ok } of outcomes) {
      (ok ? cell.passed : cell.failed).add(name);
      if (!ok) this.#failures.add(failureKey(library, dialect.name, name));
    }
  }

  /** Every check that failed, by {@link failureKey}. */
  failures(): ReadonlySet<string> {
    return this.#failures;
  }

  /** Undefined: the library does not speak the dialect. */
  find(host: string, library: Library, dialect: Dialect): Cell | undefined {
    return this.#cells.get(keyOf(host, library, dialect));
  }
}

function keyOf(host: string, library: Library, dialect: Dialect): string {
  return JSON.stringify([host, library, title(dialect)]);
}
