// The ways in which a call can end.
import type { Answer } from "../connection/channel.ts";

/** The answer to a call, or why there is none. */
export type Outcome = Answer | Stopped;

/** The reason why a call has no answer. The error is made where the caller awaits it, who is in its stack then. */
export type Stopped =
  | { readonly failure: "closed"; readonly reason: string; readonly cause?: Error; readonly sent: boolean }
  | { readonly failure: "timeout"; readonly seconds: number; readonly sent: boolean }
  | { readonly failure: "aborted"; readonly reason: unknown }
  /** An argument does not fit, or the call's own callback threw. */
  | { readonly failure: "invalid"; readonly error: Error };
