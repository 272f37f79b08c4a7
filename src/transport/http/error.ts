// The mistakes of HTTP clients, each with the status that tells it.
import { ProtocolError, type ProtocolErrorKind } from "../../protocol/errors.ts";
import type { DialectOptions } from "../dialect.ts";

/** A request that is answered with a status other than 200, after which the connection closes. */
export class HttpError extends ProtocolError {
  readonly status: number;
  /** The headers that go along with the status, such as `Allow`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    kind: ProtocolErrorKind = "INVALID_DATA",
  ) {
    super(kind, message);
    this.status = status;
    this.headers = headers;
  }
}

/** The status for whatever ended a connection: that of the request, or of the message in its body. */
export function statusOf(error: ProtocolError, { protocol }: DialectOptions): number {
  if (error instanceof HttpError) return error.status;
  if (error.kind === "SIZE_LIMIT") return 413;
  return (error.kind === "BAD_VERSION" || error.kind === "WRONG_DIALECT") && protocol !== "auto" ? 415 : 400;
}
