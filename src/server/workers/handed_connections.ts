// Connections that a worker was handed: until they have arrived there, the server can still give them to another.
import type { Accepted } from "../../runtime/runtime.ts";

/** Those of one worker, by the numbers that messages name them by. */
export class HandedConnections {
  readonly #held = new Map<number, Handed>();
  #last = 0;
  #onTheirWay = 0;

  /** The number of them. */
  get size(): number {
    return this.#held.size;
  }

  /** The number that have not arrived yet: the worker is at a call, or stuck. */
  get onTheirWay(): number {
    return this.#onTheirWay;
  }

  /** Whether there has never been one. */
  get isUnused(): boolean {
    return this.#last === 0;
  }

  /** One more. @param left is called when it has ended. @returns its number. */
  add(accepted: Accepted, left: () => void): number {
    this.#held.set(++this.#last, { accepted, left, arrived: false });
    this.#onTheirWay++;
    return this.#last;
  }

  /** The worker has it. */
  arrived(connection: number): void {
    this.#onTheirWay--;
    const held = this.#held.get(connection);
    if (held === undefined) return;
    held.arrived = true;
    held.accepted.release();
  }

  /** It has ended. */
  leave(connection: number): void {
    const held = this.#held.get(connection);
    this.#held.delete(connection);
    held?.left();
  }

  /** Lets go of connections on their way whose clients have left. */
  look(): void {
    if (this.#onTheirWay === 0) return;
    for (const [connection, { accepted, arrived }] of [...this.#held]) {
      if (!arrived && accepted.state() === "left" && accepted.withdraw()) this.leave(connection);
    }
  }

  /**
   * Lets go of all connections.
   * @param isLeft whether the worker, a thread, is left to itself: it may still take a connection, whose descriptor
   *   must not be another's by then.
   * @returns those that have to be given to another worker.
   */
  release(isLeft: boolean): Accepted[] {
    const onTheirWay: Accepted[] = [];
    for (const [connection, { accepted, arrived }] of [...this.#held]) {
      if (isLeft && accepted.cutOff !== undefined) {
        accepted.cutOff();
        this.leave(connection);
      } else if (arrived) {
        accepted.close();
        this.leave(connection);
      } else {
        onTheirWay.push(accepted);
        this.#held.delete(connection);
      }
    }
    return onTheirWay;
  }
}

interface Handed {
  readonly accepted: Accepted;
  readonly left: () => void;
  arrived: boolean;
}
