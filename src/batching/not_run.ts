// The end of a call that waited and was not run.

/** Rejects a call that no batch has: its time was over, or its client had left. The message is the client's. */
export class CallNotRun extends Error {
  override readonly name = "CallNotRun";
  readonly why: "late" | "left";

  constructor(why: "late" | "left", message: string) {
    super(message);
    this.why = why;
  }
}
