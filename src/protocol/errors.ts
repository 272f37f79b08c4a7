// The two ways in which bytes and values go wrong, for every protocol.

/**
 * Bytes that are not what the protocol or the IDL says: TProtocolException's kinds; WRONG_DIALECT for a client that speaks
 * what the server's options rule out, and WRONG_ORIGIN for a page of a browser that they do not let call.
 */
export type ProtocolErrorKind =
  | "INVALID_DATA"
  | "NEGATIVE_SIZE"
  | "SIZE_LIMIT"
  | "BAD_VERSION"
  | "WRONG_DIALECT"
  | "WRONG_ORIGIN"
  | "DEPTH_LIMIT"
  | "MISSING_FIELD"
  | "INVALID_TEXT";

/** Thrown by readers. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly kind: ProtocolErrorKind;

  constructor(kind: ProtocolErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/**
 * Thrown by an output: a message is larger than may be, or than there is memory for. Writers make a {@link ValueError}
 * of it, which names the method.
 */
export class SizeError extends RangeError {
  override readonly name = "SizeError";
}

/** Thrown by writers: a value does not fit the IDL. Names the place: `Calculator.add result: expected i32, got "x"`. */
export class ValueError extends TypeError {
  /** Tells it from other errors, across threads and processes too. */
  override readonly name = "ValueError";
}
