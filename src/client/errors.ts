// What a call can fail with besides the exceptions that the IDL declares.

/** The server answered with a TApplicationException instead of a result. */
export class ApplicationError extends Error {
  override readonly name = "ApplicationError";
  /** One of TApplicationException's types, 6 for INTERNAL_ERROR for example. */
  readonly type: number;

  constructor(type: number, message: string) {
    super(message);
    this.type = type;
  }
}

/** The connection ended before the reply came. Whether the call was run is not known. */
export class ConnectionClosedError extends Error {
  override readonly name = "ConnectionClosedError";
}
