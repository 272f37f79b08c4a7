// A time without any worker: clients wait for one, but not for ever.

import { clientMessage } from "../../processor/client_message.ts";
import { type Clock, systemClock, type Timer } from "../clock.ts";
import type { RefusalReason } from "../refusals.ts";
import type { Caller } from "./executor.ts";
import { turnAway } from "./turn_away.ts";

/** Tells when there has been no worker for so long that calls are refused. */
export class Outage {
  readonly #onRefusing: () => void;
  readonly #clock: Clock;
  #began: Timer | undefined;
  /** Undefined: none has failed, they only take long. */
  #reason: string | undefined;
  #refusing = false;
  /** Milliseconds that clients wait. */
  #patience = leastPatience;

  /** @param onRefusing is called when calls that wait have to be refused. */
  constructor(onRefusing: () => void, clock: Clock = systemClock) {
    this.#onRefusing = onRefusing;
    this.#clock = clock;
  }

  /** The reason for which calls are refused, while they are. */
  get refusing(): RefusalReason | undefined {
    if (!this.#refusing) return undefined;
    const seconds = Math.round(this.#patience / 1000);
    const reason = `worker ended: no worker could be started for ${seconds} s: ${clientMessage(this.#reason ?? takesLonger)}`;
    return { kind: "noWorker", reason };
  }

  /** Whether calls are refused. */
  get isRefusing(): boolean {
    return this.#refusing;
  }

  /**
   * Refuses the caller's call while calls are.
   * @returns whether it was refused.
   * @throws {ProtocolError} as {@link turnAway} does.
   */
  turnsAway(caller: Caller): boolean {
    const why = this.refusing;
    if (why === undefined) return false;
    turnAway(caller, why);
    return true;
  }

  /** There is no worker, for a reason that clients may be told; absent: one is being started, after whatever went before. */
  none(reason?: string): void {
    this.#reason = reason ?? this.#reason;
    if (this.#refusing || this.#began !== undefined) return;
    this.#began = this.#clock.after(this.#patience, () => {
      this.#began = undefined;
      this.#refusing = true;
      this.#onRefusing();
    });
    this.#began.unref();
  }

  /** There is one, or none is needed any more. */
  over(): void {
    this.#began?.cancel();
    this.#began = undefined;
    this.#refusing = false;
    this.#reason = undefined;
  }

  /** A worker took so many milliseconds to start: clients have to wait longer than that. */
  started(milliseconds: number): void {
    this.#patience = Math.max(this.#patience, 2 * milliseconds);
  }
}

const leastPatience = 10_000;
const takesLonger = "its start takes longer than that";
