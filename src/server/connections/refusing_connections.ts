// Connections that no worker will open: they are opened here, and their calls are answered with a refusal.
import type { Accepted } from "../../runtime/runtime.ts";
import type { Caller, Executor, Outcome } from "../calls/executor.ts";
import { turnAway } from "../calls/turn_away.ts";
import { type RefusalReason, toldWhenEnding } from "../refusals.ts";
import { type EventLoop, LocalConnections } from "./local_connections.ts";

/** The answer to clients that wait when the server ends. */
export const draining: RefusalReason = { kind: "draining", reason: toldWhenEnding };

/** Opens connections in order to turn them away with a word. */
export class RefusingConnections {
  readonly #loop: EventLoop;
  readonly #open = new Set<LocalConnections>();
  #emptied: (() => void) | undefined;

  constructor(loop: EventLoop) {
    this.#loop = loop;
  }

  /**
   * Answers what the connection's client calls with an exception, and closes the connection.
   * @param patience milliseconds after which it is closed whatever has come.
   * @param isSilent whether it is closed as soon as no call is on its way.
   */
  take(accepted: Accepted, why: RefusalReason, patience: number, left: () => void, isSilent = false): void {
    const refused = () => queueMicrotask(() => void local.drain()); // once the answer is out
    const local: LocalConnections = new LocalConnections(new RefusingExecutor(why, refused), this.#loop);
    this.#open.add(local);
    const timer = setTimeout(() => local.destroy(), patience);
    local.take(accepted, () => {
      clearTimeout(timer);
      left();
      this.#open.delete(local);
      if (this.#open.size === 0) this.#emptied?.();
    });
    if (isSilent) local.leave();
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
    for (const local of [...this.#open]) local.destroy();
  }
}

class RefusingExecutor implements Executor {
  readonly ready = false;
  readonly refusesAll = true;
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

  forget(): void {}
}
