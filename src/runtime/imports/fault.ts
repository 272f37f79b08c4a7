// Something wrong in a file that was imported, as far as the runtime has told it.

/** Something wrong in a file. */
export interface Fault {
  readonly path: string;
  /** From 1; absent: it is about the whole file, or the place is yet to be found. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly length?: number;
  /** The line, where the runtime has quoted it. */
  readonly sourceLine?: string;
  /** Whether it was not this file that was at fault, but something that it imports. */
  readonly imports?: boolean;
  /** The name that was looked for, as far as the runtime has told it. */
  readonly target?: string;
  /** The runtime's own word for it. */
  readonly code?: string;
}
