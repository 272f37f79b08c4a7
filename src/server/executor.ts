// Who runs a connection's calls: this event loop, or threads beside it.
import type { Connection } from "./connection.ts";

/**
 * What became of a message that was offered.
 *
 * - `done`: it was answered; the reply, if there is one, is in the connection's output.
 * - `taken`: it is at work; {@link Connection.finish} will be called.
 * - `wait`: there is no room; {@link Connection.proceed} will be called when there is.
 */
export type Outcome = "done" | "taken" | "wait";

export interface Executor {
  /** Whether there is somebody to run calls, be it later. */
  readonly ready: boolean;
  /**
   * Takes the message that the connection has found.
   * @throws {ProtocolError} when it cannot be read.
   */
  offer(connection: Connection): Outcome;
}

/** Connections whose messages wait for room, the longest waiting first. */
export class WaitingConnections {
  readonly #queue: Connection[] = [];
  #first = 0;

  /** A connection that waits already keeps its place. */
  add(connection: Connection): void {
    if (connection.waiting) return;
    connection.waiting = true;
    this.#queue.push(connection);
  }

  /** The next connection that is still there. */
  take(): Connection | undefined {
    while (this.#first < this.#queue.length) {
      const connection = this.#queue[this.#first++]!;
      // Forget what was taken once it is the larger part: shift() would move all the rest each time.
      if (this.#first > 32 && this.#first * 2 > this.#queue.length) {
        this.#queue.splice(0, this.#first);
        this.#first = 0;
      }
      connection.waiting = false;
      if (!connection.closed) return connection;
    }
    this.#queue.length = 0;
    this.#first = 0;
    return undefined;
  }
}
