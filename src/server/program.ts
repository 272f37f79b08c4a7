// The program that a server is all there is to: the command line, seen from the server.

import type { Place } from "./options/listening/places.ts";

/** The doings of a server that has started: it serves, reads its handler anew while it does, or ends. */
export type ServerState = "serving" | "reloading" | "ending";

/** A program that ends with its server. */
export interface Program {
  /** Aborts when the server is to end that has not started yet. */
  readonly stopped: AbortSignal;
  /** The sockets of the program whose place this one takes; absent: it takes nobody's. */
  readonly handed?: HandedSockets | undefined;
  /**
   * The event loop has its turns from now on: signals may wait for one. Before that a handler that is imported or made
   * ready on it may hold it for ever, and only what a signal does by itself ends the program then.
   */
  hasTurns(): void;
  /**
   * Becomes the user that the program is to be: keys have been read, and files of sockets made; {@link Program.handed} has bound
   * sockets from then on. No code of a handler has run.
   * @param files of sockets that are there already.
   * @throws {ListenError} when a place cannot be bound to. @throws {Error} when it cannot become that user.
   */
  becomesUser(places: readonly Place[], files: readonly string[]): Promise<void>;
  /** A handler is about to be imported on the event loop, which it may hold. Resolves when that may begin. */
  mayBeHeld(): Promise<void>;
  /**
   * A handler's `close` begins on the event loop, which it may hold for ever: the program ends nevertheless.
   * @param file the handler.
   * @param milliseconds that it has.
   */
  closes(file: string, milliseconds: number): Promise<void>;
  /** The server has come to another state, or serves with another number of workers. */
  changed(state: ServerState): void;
}

/** Descriptors of sockets that listen already, by the names of the places that they are for: see `placeNames()`. */
export type HandedSockets = ReadonlyMap<string, number>;

/** Thrown when a server was to end before it had started. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";

  constructor() {
    super("stopped before the server had started");
  }
}

/** Waits for the server's start, but no longer than it is to go on. @throws {StoppedError} */
export async function unlessStopped<T>(start: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await start;
  start.catch(() => {}); // after the stop its outcome does not matter
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(new StoppedError());
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    return await Promise.race([start, stopped.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
