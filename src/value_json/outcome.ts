// The outcome of a call, as JSON.
import type { Json } from "./to_json.ts";

/** What came of a call, as JSON. */
export type JsonOutcome =
  | { readonly result: Json }
  /** An exception that the function declares: its name, and its fields. */
  | { readonly exception: string; readonly value: Json }
  /** A failure in words, and TApplicationException's type where it is one of the server's: `INTERNAL_ERROR`. */
  | { readonly error: string; readonly type?: string };
