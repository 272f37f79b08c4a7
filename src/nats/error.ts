// The error of what has to do with NATS itself rather than with a call.

/** Thrown when NATS cannot be reached, refuses the login, or cannot do what is asked of it. The message says what helps. */
export class NatsError extends Error {
  override readonly name = "NatsError";
}
