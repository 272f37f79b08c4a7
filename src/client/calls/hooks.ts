// The places where programs can measure and trace a client's calls.

/**
 * Callbacks for metrics and traces. They must not throw: a call fails with what its own throws, and what those of connections
 * throw is an uncaught error of the program.
 */
export interface CallHooks {
  /**
   * A call begins. A function that it returns is called when the call is over; it may return none.
   *
   * @example Times, and a header for a trace:
   * ```ts ignore
   * onCall({ service, method, headers }) {
   *   headers.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
   *   return ({ seconds, error }) => console.log(service, method, seconds, error?.name ?? "ok");
   * }
   * ```
   */
  onCall?: ((call: BegunCall) => ((over: OverCall) => void) | undefined) | ((call: BegunCall) => void);
  /** There is a connection. */
  onConnect?: (connection: { readonly address: string }) => void;
  /** There is one no more. */
  onDisconnect?: (connection: { readonly address: string; readonly reason: string }) => void;
}

/** A call that begins. */
export interface BegunCall {
  /** Without its program: `Calculator`. */
  readonly service: string;
  readonly method: string;
  /** To be sent with the call, where its transport carries headers; more may be added. */
  readonly headers: Record<string, string>;
}

/** A call that is over. */
export interface OverCall {
  /** From its beginning, all attempts included. */
  readonly seconds: number;
  /** The number of attempts after the first. */
  readonly retries: number;
  /** The server that it was sent to last; undefined when it was sent to none. */
  readonly address: string | undefined;
  /** The error that it failed with, declared exceptions included; undefined when it has a result. */
  readonly error: Error | undefined;
}
