// The error for JSON that does not fit the IDL.

/** Thrown for JSON that does not fit the IDL; the message begins with the place: `work.op: expected ...`. */
export class ValueJsonError extends Error {
  /** Tells it from other errors. */
  override readonly name = "ValueJsonError";

  /** The argument, and the way into it: `work.ops[2]`. */
  readonly place: string;
  /** The message without the place. */
  readonly problem: string;

  /** Made for a place and what is wrong there. */
  constructor(place: string, problem: string) {
    super(`${place}: ${problem}`);
    this.place = place;
    this.problem = problem;
  }
}
