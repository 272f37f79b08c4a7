// The interface to what runs a connection's calls: this event loop, or threads beside it.
import { applicationExceptionType } from "../../processor/application_exception.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { Connection } from "../connections/connection.ts";

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
  /** Why not, where there is more to say than that nobody is there. */
  readonly unready?: string | undefined;
  /**
   * Takes the message that the connection has found.
   * @throws {ProtocolError} when it cannot be read.
   */
  offer(connection: Connection): Outcome;
  /**
   * Answers the message that the connection has found with a TApplicationException instead of running it.
   * A oneway message gets no answer.
   *
   * @param type one of applicationExceptionType.
   * @returns false when the message's beginning cannot be read.
   */
  refuse(connection: Connection, type: number, reason: string): boolean;
  /** A connection that waits has ended. */
  forget(connection: Connection): void;
}

/** Refuses the connection's call: so many wait already. @throws {ProtocolError} as {@link Connection.refuse} does. */
export function refuseBusy(connection: Connection, waiting: number): "done" {
  const reason = `overloaded: ${waiting} calls wait`;
  connection.refuse(
    "maxQueuedCalls",
    applicationExceptionType.INTERNAL_ERROR,
    new ProtocolError("INVALID_DATA", reason),
  );
  return "done";
}

/** Connections whose messages wait for room, the longest waiting first. */
export class WaitingConnections {
  readonly #queue = new Set<Connection>();

  get size(): number {
    return this.#queue.size;
  }

  /** A connection that waits already keeps its place. */
  add(connection: Connection): void {
    connection.waiting = true;
    this.#queue.add(connection);
  }

  delete(connection: Connection): void {
    connection.waiting = false;
    this.#queue.delete(connection);
  }

  /** The next connection. */
  take(): Connection | undefined {
    for (const connection of this.#queue) {
      this.delete(connection);
      return connection;
    }
    return undefined;
  }
}
