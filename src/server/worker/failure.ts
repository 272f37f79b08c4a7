// The error of a worker that could not start, as it tells its server.
import { stackOf, textOf } from "../../words/thrown.ts";
import type { Failure } from "../messages.ts";

/** Plain data of whatever was thrown. */
export function failureOf(error: unknown): Failure {
  const stack = stackOf(error);
  if (!(error instanceof Error)) return { name: "Error", message: textOf(error), stack };
  const { name, diagnostics } = error as Error & Pick<Failure, "diagnostics">;
  const message = isUsersOwn(error) ? error.message : stack;
  return { name, message, stack, diagnostics: name === "IdlError" ? diagnostics : undefined };
}

/** Errors whose message says all that there is to say, without a stack. */
function isUsersOwn(error: Error): boolean {
  return error.name === "HandlerError" || error.name === "InitError" || error.name === "IdlError";
}
