// The outcome of a call of the page.
import type { JsonOutcome } from "../../../value_json/outcome.ts";

/** A call that came to something. */
export type PageOutcome = JsonOutcome & {
  /** How long it took. */
  readonly milliseconds: number;
  /** The headers of the reply. */
  readonly headers: Readonly<Record<string, string>>;
};
