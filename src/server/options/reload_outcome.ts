// The two outcomes of a reload.
import type { Change } from "../../compatibility/change.ts";

/** The outcome of a reload. */
export interface Reloaded {
  /** The service that is served now: as {@link Server.service}. */
  readonly service: string;
  /** What is doubtful about the handler or its IDL, a line each. */
  readonly warnings: readonly string[];
  /** Changes of the IDL that break clients, which were forced. */
  readonly changes: readonly Change[];
}

/**
 * Thrown when a server could not be reloaded or resized: it serves as before. Its message says why. Where the handler
 * cannot be loaded its `cause` is a {@link HandlerError}, {@link IdlError}, {@link InitError} or
 * {@link WorkerStartError}.
 */
export class ReloadError extends Error {
  override readonly name = "ReloadError";
  /** The changes of the IDL that would break clients, where it was refused for these: a reload may be forced. */
  readonly changes: readonly Change[];

  constructor(message: string, changes: readonly Change[] = [], options?: ErrorOptions) {
    super(message, options);
    this.changes = changes;
  }
}
