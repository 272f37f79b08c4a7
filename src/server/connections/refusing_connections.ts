// Connections that no worker will open: they are opened here, and their calls are answered with a refusal.
import type { Accepted } from "../../runtime/runtime.ts";
import { refuseCall } from "../calls/exception_reply.ts";
import type { Caller, Executor, Outcome } from "../calls/executor.ts";
import { turnAway } from "../calls/turn_away.ts";
import { type RefusalReason, toldWhenEnding } from "../refusals.ts";
import { LocalPlace, type PlaceParts } from "./local_connections.ts";

/** The answer to clients that wait when the server ends. */
export const draining: RefusalReason = { kind: "draining", reason: toldWhenEnding };

/** Opens connections in order to turn them away with a word. */
export class RefusingPlace {
  readonly #parts: PlaceParts;
  readonly #open = new Set<LocalPlace>();
  #emptied: (() => void) | undefined;

  constructor(parts: PlaceParts) {
    this.#parts = parts;
  }

  /**
   * Answers what the connection's client calls with an exception, and closes the connection.
   * @param patience milliseconds after which it is closed whatever has come.
   */
  take(accepted: Accepted, why: RefusalReason, patience: number, left: () => void): void {
    const refused = () => queueMicrotask(() => void place.drain()); // once the answer is out
    const place: LocalPlace = new LocalPlace(new RefusingExecutor(why, refused), this.#parts);
    this.#open.add(place);
    const timer = setTimeout(() => place.destroy(), patience);
    place.take(accepted, () => {
      clearTimeout(timer);
      left();
      this.#open.delete(place);
      if (this.#open.size === 0) this.#emptied?.();
    });
  }

  /** Resolves when none of them is left. */
  empty(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#emptied = resolve;
    });
  }

  /** Closes all of them at once. */
  destroy(): void {
    for (const place of [...this.#open]) place.destroy();
  }
}

class RefusingExecutor implements Executor {
  readonly ready = false;
  readonly #why: RefusalReason;
  readonly #refused: () => void;

  /** @param refused is called when a call is about to be answered. */
  constructor(why: RefusalReason, refused: () => void) {
    this.#why = why;
    this.#refused = refused;
  }

  offer(caller: Caller): Outcome {
    turnAway(caller, this.#why);
    this.#refused();
    return "done";
  }

  refuse(caller: Caller, type: number, reason: string): boolean {
    return refuseCall(caller, type, reason);
  }

  forget(): void {}
}
