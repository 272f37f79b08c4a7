// Where a connection may live: on this event loop, or with a worker it is handed to.
import type { Output } from "../protocol/output.ts";
import type { Accepted } from "../runtime/runtime.ts";
import type { Tls } from "../runtime/tls.ts";
import { Connection, type ConnectionSettings } from "./connection.ts";
import type { Executor } from "./executor.ts";

/** Somewhere connections can be put. */
export interface Place {
  /** How many connections it holds. */
  readonly connections: number;
  /** Takes a connection; `left` is called when that has ended. */
  take(accepted: Accepted, left: () => void): void;
}

/** Connections that live on this event loop. */
export class LocalPlace implements Place {
  readonly #executor: Executor;
  readonly #output: Output;
  readonly #settings: ConnectionSettings;
  readonly #tls: Tls | undefined;
  readonly #connections = new Set<Connection>();
  readonly #gone: ((connection: Connection) => void) | undefined;
  #lastId = 0;
  #empty: (() => void) | undefined;

  /**
   * @param output shared by all connections of one event loop.
   * @param tls secures its connections.
   * @param gone is told of connections whose client has left while calls are at work.
   */
  constructor(
    executor: Executor,
    output: Output,
    settings: ConnectionSettings,
    tls: Tls | undefined,
    gone?: (connection: Connection) => void,
  ) {
    this.#executor = executor;
    this.#output = output;
    this.#settings = settings;
    this.#tls = tls;
    this.#gone = gone;
  }

  get connections(): number {
    return this.#connections.size;
  }

  take(accepted: Accepted, left: () => void): void {
    const id = ++this.#lastId;
    const opened = this.#tls === undefined ? accepted : this.#tls.secure(accepted);
    const connection = new Connection(id, opened, this.#executor, this.#output, this.#settings, {
      gone: this.#gone,
      closed: (closed) => {
        this.#connections.delete(closed);
        left();
        if (this.#connections.size === 0) this.#empty?.();
      },
    });
    if (!connection.closed) this.#connections.add(connection);
  }

  /** Finishes the calls at work and closes the connections. Resolves when none is left. */
  drain(): Promise<void> {
    for (const connection of [...this.#connections]) connection.leave();
    if (this.#connections.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#empty = resolve;
    });
  }

  /** Closes every connection at once. */
  destroy(): void {
    for (const connection of [...this.#connections]) connection.destroy();
  }
}
