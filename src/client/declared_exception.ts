// The exceptions that a function declares, as a caller gets them.
import type { ExceptionClasses } from "../processor/exceptions.ts";
import type { Type } from "../schema/schema.ts";
import { shownFields } from "./shown_fields.ts";

/**
 * An error with the exception's name and fields. Its message is the exception's own, or else its fields: what an
 * uncaught one prints says what happened.
 *
 * @param type of what was thrown.
 * @param caller the function of ours that the stack begins above.
 */
export function declaredException(
  exceptions: ExceptionClasses,
  type: Type,
  fields: unknown,
  caller: (...args: never[]) => unknown,
): Error {
  const known = exceptions.whole.get(type.kind === "struct" ? type.name : "")!;
  const given = fields as Readonly<Record<string, unknown>>;
  const error = new known.type(given);
  const value = known.fields.has("message") ? undefined : shownFields(given);
  // As an Error's own message is: not among the fields.
  if (value !== undefined)
    Object.defineProperty(error, "message", { value, writable: true, configurable: true });
  // Engines write the message into the stack when the error is made.
  if (!known.fields.has("stack")) (Error as Partial<typeof Error>).captureStackTrace?.(error, caller); // not in old browsers
  return error;
}
