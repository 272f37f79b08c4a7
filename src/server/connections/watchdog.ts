// Watches over the connections of one event loop: their deadlines, and the bytes that they hold together.
import { Traffic } from "../../metrics/traffic.ts";
import type { Limits } from "../options/limits.ts";
import type { Refusal, RefusalKind, RefusalLog } from "../refusals.ts";
import { type Ticks, ticksOf } from "./deadlines.ts";

/** A connection as it is watched. */
export interface Watched {
  /** Bytes that count as held for it. */
  readonly held: number;
  /** A tick has passed. @returns whether it has to be looked at again. */
  tick(ticks: Ticks): boolean;
  /** Closes it at once, for a limit that was passed, and lets go of what it holds. */
  cutOff(kind: RefusalKind, reason: string): void;
}

/** One for all connections of an event loop. */
export class Watchdog {
  /** Counts their bytes. */
  readonly traffic: Traffic;
  readonly #limits: Limits;
  readonly #refusals: RefusalLog;
  readonly #ticks: Ticks;
  readonly #connections = new Set<Watched>();
  /** Those that hold bytes. */
  readonly #holders = new Set<Watched>();
  #held = 0;
  #ticker: ReturnType<typeof setInterval> | undefined;

  constructor(limits: Limits, refusals: RefusalLog, traffic = new Traffic()) {
    this.traffic = traffic;
    this.#limits = limits;
    this.#refusals = refusals;
    this.#ticks = ticksOf(limits);
  }

  add(connection: Watched): void {
    this.#connections.add(connection);
    this.wake();
  }

  delete(connection: Watched): void {
    this.#connections.delete(connection);
  }

  /** A deadline may have begun: the ticker rests while there is none. */
  wake(): void {
    this.#ticker ??= this.#start();
  }

  refused(refusal: Refusal): void {
    this.#refusals.add(refusal);
  }

  /** A connection holds other bytes than before. Past the limit the one that holds the most has to go. */
  holds(connection: Watched, before: number, now: number): void {
    this.#held += now - before;
    if (now === 0) this.#holders.delete(connection);
    else if (before === 0) this.#holders.add(connection);
    const { maxBufferedSize } = this.#limits;
    while (maxBufferedSize > 0 && this.#held > maxBufferedSize && this.#holders.size > 0) {
      let most = connection;
      for (const holder of this.#holders) if (holder.held > most.held) most = holder;
      const { held } = most;
      most.cutOff(
        "maxBufferedSize",
        `it held ${held} of ${this.#held} bytes; all connections together may hold ${maxBufferedSize}`,
      );
    }
  }

  #start(): ReturnType<typeof setInterval> {
    const ticker = setInterval(() => this.#tick(), this.#ticks.length);
    ticker.unref();
    return ticker;
  }

  #tick(): void {
    let running = false;
    for (const connection of this.#connections) if (connection.tick(this.#ticks)) running = true;
    if (running) return;
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }
}
