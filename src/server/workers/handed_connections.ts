// Connections that a worker was handed: until they have arrived there, the server can still give them to another.
import type { Accepted } from "../../runtime/runtime.ts";
import type { KeptConnections } from "../connections/kept_connections.ts";
import type { ConnectionMessage, LetGo } from "../messages.ts";

/** Those of one worker, by the numbers that messages name them by. */
export class HandedConnections {
  readonly #held = new Map<number, Handed>();
  readonly #kept: KeptConnections | undefined;
  #last = 0;
  #onTheirWay = 0;

  /** @param kept counts those of a process; undefined: a thread's descriptors are the server's too. */
  constructor(kept: KeptConnections | undefined) {
    this.#kept = kept;
  }

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

  /** One more. @param left is called when it has ended. @returns what its worker is told of it. */
  add(accepted: Accepted, left: () => void): ConnectionMessage {
    const canMove = accepted.regain !== undefined;
    const kept = canMove && this.#kept?.add() === true;
    this.#held.set(++this.#last, { accepted, left, kept, arrived: false });
    this.#onTheirWay++;
    const moves = canMove && (kept || this.#kept === undefined);
    const { hasCalled, place, client } = accepted;
    return { kind: "connection", connection: this.#last, moves, hasCalled, place, client };
  }

  /** The worker has it. */
  arrived(connection: number): void {
    this.#onTheirWay--;
    const held = this.#held.get(connection);
    if (held === undefined) return;
    held.arrived = true;
    if (!held.kept) held.accepted.release();
  }

  /** It has ended. */
  leave(connection: number): void {
    const held = this.#held.get(connection);
    this.#held.delete(connection);
    if (held === undefined) return;
    this.#unkeep(held);
    held.left();
  }

  /** The worker has let go of it. @param untaken gets it: another worker can go on with it. */
  moved(connection: number, letGo: LetGo, untaken: (accepted: Accepted) => void): void {
    const held = this.#held.get(connection);
    this.#held.delete(connection);
    if (held === undefined) return;
    if (held.kept) this.#kept!.delete();
    const { accepted } = held;
    accepted.regain!(letGo.descriptor);
    accepted.hasCalled = letGo.hasCalled;
    accepted.client = letGo.client;
    untaken(accepted);
  }

  #unkeep({ kept, accepted, arrived }: Handed): void {
    if (!kept) return;
    this.#kept!.delete();
    if (arrived) accepted.release();
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
    for (const [connection, { accepted, arrived, kept }] of [...this.#held]) {
      if (isLeft && accepted.cutOff !== undefined) {
        accepted.cutOff();
        this.leave(connection);
      } else if (arrived) {
        accepted.close();
        this.leave(connection);
      } else {
        onTheirWay.push(accepted);
        if (kept) this.#kept!.delete();
        this.#held.delete(connection);
      }
    }
    return onTheirWay;
  }
}

interface Handed {
  readonly accepted: Accepted;
  readonly left: () => void;
  /** The server holds it as long as the worker does. */
  readonly kept: boolean;
  arrived: boolean;
}
