// The events of a connection, for the place where it lives.

/** The receiver of all that becomes of a connection. */
export interface ConnectionEvents<Connection> {
  /** Its client has left, or seems to have, while calls are at work. */
  gone?(connection: Connection): void;
  /** It has ended. */
  closed(connection: Connection): void;
  /** It was let go of between two calls, and goes on elsewhere. Comes instead of `closed`. */
  moved?(connection: Connection, descriptor?: number): void;
}
