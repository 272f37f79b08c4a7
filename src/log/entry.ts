// A record of the log, as it was given.

/** A record on its way to LogTape. What a handler logs may be anything, whatever its types say. */
export interface Entry {
  readonly category: readonly string[];
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
  readonly message: unknown;
  readonly properties: unknown;
  readonly call: LoggedCall | undefined;
}

/** The call that a handler's records are about. */
export interface LoggedCall {
  readonly service: string;
  readonly method: string;
  readonly peer: string;
}
