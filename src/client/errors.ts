// The errors that a call can fail with, besides the exceptions that the IDL declares.
import { applicationExceptionType } from "../protocol/application_exception.ts";

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

/** There is no connection, or it ended before the reply came. */
export class ConnectionClosedError extends Error {
  /** Tells it from other errors, across threads and processes too. */
  override readonly name = "ConnectionClosedError";
  /** Whether the call was sent: then it is not known whether it was run. Otherwise it certainly was not. */
  readonly sent: boolean;

  /** Made by a client, of how a connection ended. */
  constructor(message: string, options: { readonly cause?: unknown; readonly sent?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.sent = options.sent ?? true;
  }
}

/** A call took longer than it may. */
export class TimeoutError extends Error {
  /** Tells it from other errors, across threads and processes too. */
  override readonly name = "TimeoutError";
  /** Whether the call was sent: then it is not known whether it was run. Otherwise it certainly was not. */
  readonly sent: boolean;

  /** Made by a client. */
  constructor(message: string, { sent }: { readonly sent: boolean }) {
    super(message);
    this.sent = sent;
  }
}
