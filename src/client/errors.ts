// The errors that a call can fail with, besides the exceptions that the IDL declares.
import { applicationExceptionType } from "../processor/application_exception.ts";

/** The server answered with a TApplicationException instead of a result. */
export class ApplicationError extends Error {
  /** Tells it from other errors, across threads and processes too. */
  override readonly name = "ApplicationError";
  /** One of TApplicationException's types, 6 for INTERNAL_ERROR for example. */
  readonly type: number;
  /** The type's name, `INTERNAL_ERROR`; undefined for a number that Apache has given to none. */
  readonly typeName: string | undefined;

  /** Made by a client, of what the server has answered. */
  constructor(type: number, message: string) {
    super(message);
    this.type = type;
    this.typeName = typeNames.get(type);
  }
}

const typeNames: ReadonlyMap<number, string> = new Map(
  Object.entries(applicationExceptionType).map(([name, type]) => [type, name]),
);

/** The connection ended before the reply came. Whether the call was run is not known. */
export class ConnectionClosedError extends Error {
  /** Tells it from other errors, across threads and processes too. */
  override readonly name = "ConnectionClosedError";
}
