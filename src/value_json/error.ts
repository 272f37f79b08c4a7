// The error for JSON that does not fit the IDL.

/** Thrown for JSON that does not fit the IDL; the message begins with the place: `work.op: expected ...`. */
export class ValueJsonError extends Error {
  /** Tells it from other errors. */
  override readonly name = "ValueJsonError";

  /** @param place the argument, and the way into it: `work.ops[2]`. */
  constructor(place: string, problem: string) {
    super(`${place}: ${problem}`);
  }
}
