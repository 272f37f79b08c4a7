// Counts the connections that the server holds as well as the worker process that has them, so that another can go on.
import { openFilesLimit } from "../../runtime/open_files.ts";

/** One for all workers of a server. */
export class KeptConnections {
  readonly #most: number;
  #count = 0;

  /** @param limit of open files; undefined: it is not known, or there is none. */
  constructor(limit = openFilesLimit()) {
    // Each takes a descriptor, of which those that wait for a worker need some as well.
    if (limit === undefined) this.#most = Number.POSITIVE_INFINITY;
    else this.#most = limit < plenty ? 0 : Math.floor(limit / 4);
  }

  /** One more. @returns false when there are too many: the worker alone holds that one. */
  add(): boolean {
    if (this.#count >= this.#most) return false;
    this.#count++;
    return true;
  }

  /** One less. */
  delete(): void {
    this.#count--;
  }
}

/** A limit below which connections are not held twice. */
const plenty = 4096;
