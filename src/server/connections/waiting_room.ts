// Connections that wait for a worker and are not read from: their clients are watched all the same.
import type { Accepted } from "../../runtime/runtime.ts";
import { type RefusalLog, type RefusalReason, waitedTooLong } from "../refusals.ts";
import { waitingEventsHandled } from "../turns.ts";
import type { EventLoop } from "./local_connections.ts";
import { RefusingConnections } from "./refusing_connections.ts";

/** The events of a waiting room. */
export interface WaitingRoomEvents {
  readonly refusals: RefusalLog;
  /** A connection has ended here. */
  left(accepted: Accepted): void;
  /** Connections are being looked after. @returns whether there is something to look after elsewhere. */
  look?(): boolean;
}

/** The longest waiting comes first; who has left is let go of. */
export class WaitingRoom {
  readonly #firstByteTimeout: number;
  readonly #events: WaitingRoomEvents;
  readonly #refusing: RefusingConnections;
  /** The times when they came, in milliseconds. */
  readonly #waiting = new Map<Accepted, number>();
  /**
   * Those that have sent a call and then their end, and when they came. Nearly always they have given up; a few have
   * closed one half only and wait for the answer. They get a worker when no other client wants it, and soon or not at
   * all.
   */
  readonly #ended = new Map<Accepted, number>();
  #ticker: ReturnType<typeof setInterval> | undefined;
  /** Seconds that a call may wait here; 0: any time. */
  #queueTimeout = 0;
  /** The times when those that send a call were first seen to. */
  readonly #sending = new WeakMap<Accepted, number>();

  constructor(loop: EventLoop, events: WaitingRoomEvents) {
    this.#firstByteTimeout = loop.settings.limits.firstByteTimeout * 1000;
    this.#events = events;
    this.#refusing = new RefusingConnections(loop);
  }

  get size(): number {
    return this.#waiting.size + this.#ended.size;
  }

  /** Refuses calls that wait for longer than so many seconds, as a worker's queue does. */
  limit(queueTimeout: number): void {
    this.#queueTimeout = queueTimeout;
  }

  enter(accepted: Accepted): void {
    accepted.wait();
    this.#waiting.set(accepted, performance.now());
    this.wake();
  }

  /** Takes out the connection that is next: its client is there, as far as anybody can know. */
  next(): Accepted | undefined {
    for (const [accepted, since] of this.#waiting) {
      this.#waiting.delete(accepted);
      const state = accepted.state();
      if (state === "left") this.#letGo(accepted);
      else if (state === "ended") this.#ended.set(accepted, since);
      else return accepted;
    }
    const now = performance.now();
    for (const [accepted, since] of this.#ended) {
      this.#ended.delete(accepted);
      if (now - since < endedFor && accepted.state() === "ended") return accepted;
      this.#letGo(accepted);
    }
    return undefined;
  }

  /** There is something to look after. */
  wake(): void {
    if (this.#ticker !== undefined) return;
    this.#ticker = setInterval(() => this.#look(), lookedAfter);
    this.#ticker.unref();
  }

  /** Answers the calls of those that have sent one: no worker will. The others go on waiting. */
  refuseCalls(why: RefusalReason): void {
    for (const accepted of this.#takeOut("sending")) this.#refuse(accepted, why, callComesWithin);
  }

  /**
   * The server ends: who has sent nothing by now is turned away, and the others wait on for as long as it `goesOn`. Resolves
   * when nobody waits any more.
   */
  async finish(why: RefusalReason, goesOn: () => boolean): Promise<void> {
    while (this.size > 0 && goesOn()) {
      const now = performance.now();
      await waitingEventsHandled();
      for (const [accepted, since] of this.#waiting) {
        if (since > now || accepted.state() !== "silent") continue;
        this.#waiting.delete(accepted);
        this.turnAway(accepted, why);
      }
    }
    await this.drain(why);
  }

  /** Answers the calls of all, and closes their connections. Resolves when none of them is left, in some seconds. */
  async drain(why: RefusalReason): Promise<void> {
    for (const accepted of this.#takeOut("all")) this.turnAway(accepted, why);
    await this.#refusing.empty();
    clearInterval(this.#ticker);
  }

  /** Closes all connections at once. */
  destroy(): void {
    for (const accepted of this.#takeOut("all")) this.#letGo(accepted);
    this.#refusing.destroy();
  }

  /** Answers what one connection's client has called, and closes it. */
  turnAway(accepted: Accepted, why: RefusalReason): void {
    const state = accepted.state();
    if (state === "left") this.#letGo(accepted);
    else this.#refuse(accepted, why, answeredWithin, state === "silent");
  }

  #takeOut(which: "sending" | "all"): Accepted[] {
    const taken: Accepted[] = [];
    for (const queue of [this.#waiting, this.#ended]) {
      for (const accepted of queue.keys()) {
        if (which === "sending" && accepted.state() === "silent") continue;
        queue.delete(accepted);
        taken.push(accepted);
      }
    }
    return taken;
  }

  #look(): void {
    const now = performance.now();
    for (const [accepted, since] of this.#waiting) {
      const state = accepted.state();
      if (state === "sending") {
        this.#lookAtCall(accepted, now);
        continue;
      }
      if (state === "silent") {
        if (this.#firstByteTimeout === 0 || now - since < this.#firstByteTimeout) continue;
        const reason = `it sent nothing within ${this.#firstByteTimeout / 1000} s`;
        this.#events.refusals.add({
          kind: "firstByteTimeout",
          peer: accepted.peer,
          outcome: "closed",
          reason,
        });
      }
      this.#waiting.delete(accepted);
      if (state === "ended") this.#ended.set(accepted, since);
      else this.#letGo(accepted);
    }
    for (const [accepted, since] of this.#ended) {
      if (now - since < endedFor && accepted.state() === "ended") continue;
      this.#ended.delete(accepted);
      this.#letGo(accepted);
    }
    const goesOn = this.#events.look?.() ?? false;
    if (this.size > 0 || goesOn) return;
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }

  #lookAtCall(accepted: Accepted, now: number): void {
    if (this.#queueTimeout === 0) return;
    const since = this.#sending.get(accepted);
    if (since === undefined) this.#sending.set(accepted, now);
    else if (now - since >= this.#queueTimeout * 1000) {
      this.#waiting.delete(accepted);
      this.#refuse(accepted, waitedTooLong(this.#queueTimeout), callComesWithin);
    }
  }

  #refuse(accepted: Accepted, why: RefusalReason, patience: number, isSilent = false): void {
    this.#refusing.take(accepted, why, patience, () => this.#events.left(accepted), isSilent);
  }

  #letGo(accepted: Accepted): void {
    accepted.close();
    this.#events.left(accepted);
  }
}

/** Milliseconds between two looks at those who wait. */
const lookedAfter = 500;
/** Milliseconds that a client may have waited which has sent its end behind a call. */
const endedFor = 500;
/** Milliseconds for the rest of a call that has begun. */
const callComesWithin = 10_000;
/** Milliseconds in which a call that is on its way is answered when the server ends. */
const answeredWithin = 2000;
