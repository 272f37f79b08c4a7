// Properties in results that the IDL has no field for: told in the log, once for each struct and property.
import { hasNo } from "../codec/unknown_fields.ts";
import { log } from "../log/log.ts";
import type { PropertyWatch } from "../protocol/output.ts";

/** A property that is no field. Plain data: a worker tells the server. */
export interface UnknownField {
  /** `Embedder.embed result`. */
  readonly place: string;
  readonly struct: string;
  readonly property: string;
  /** The field that was probably meant. */
  readonly near: string | undefined;
}

/** The first of each; a worker's own go to its server, where those of all workers meet. */
export class UnknownFields implements PropertyWatch {
  readonly always = false;
  readonly #tell: (found: UnknownField) => void;
  /** By struct. */
  readonly #told = new Map<string, Set<string>>();
  #count = 0;

  constructor(tell: (found: UnknownField) => void = tellInLog) {
    this.#tell = tell;
  }

  unknown(place: string, struct: string, property: string, near: string | undefined): boolean {
    this.add({ place, struct, property, near });
    return false;
  }

  add(found: UnknownField): void {
    const { struct, property } = found;
    const told = this.#told.get(struct) ?? new Set();
    if (told.has(property) || told.size >= mostOfStruct || this.#count >= mostInAll) return;
    this.#told.set(struct, told.add(property));
    this.#count++;
    this.#tell(found);
  }
}

function tellInLog({ place, struct, property, near }: UnknownField): void {
  log.warn("{place}: {struct} {problem}", { place, struct, problem: hasNo(property, near) });
}

/** A handler that returns the objects of a database means to. */
const mostOfStruct = 5;
const mostInAll = 100;
