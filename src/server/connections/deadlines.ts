// The time that a connection may take for what it is doing, counted in ticks: nothing is done for a call.
import type { Limits } from "../options/limits.ts";
import type { RefusalKind } from "../refusals.ts";

/**
 * The event that a connection waits for: its client's first byte, the rest of a message, the next call; nothing while
 * calls are at work; to be closed, once it was told why.
 */
export type Phase = "first byte" | "message" | "call" | "work" | "closing";

/** A connection as its deadlines see it. */
export interface Timed {
  readonly phase: Phase;
  /** Changes with every message. */
  readonly messages: number;
  /** Bytes of replies that wait for the client. */
  readonly unsent: number;
  /** Bytes of replies that it, or the system, has taken. */
  readonly sent: number;
}

/** The options that are deadlines. */
export type Timeout = Extract<
  RefusalKind,
  "firstByteTimeout" | "messageTimeout" | "idleTimeout" | "writeTimeout"
>;

/** A connection's time. It is looked at once a tick: what it did in between shows in its counts. */
export class Deadlines {
  #phase: Phase = "first byte";
  #messages = 0;
  #age = 0;
  #sent = 0;
  #stalled = 0;
  /** Whether it is to be closed in a pause between two calls. */
  isOld = false;
  /** Ticks since it came here. */
  #lived = 0;
  readonly #jitter: number;

  /** @param jitter from 0 to 1: connections that were opened together do not grow old together. */
  constructor(jitter = Math.random()) {
    this.#jitter = jitter;
  }

  /**
   * A tick has passed.
   * @returns the deadline that has, `closing` when it is to be closed for good, `old` when it is and has paused, or whether a
   * deadline is running.
   */
  tick({ phase, messages, unsent, sent }: Timed, ticks: Ticks): Timeout | "closing" | "old" | boolean {
    const isSilent = phase === this.#phase && messages === this.#messages && sent === this.#sent;
    const ages = ticks.connection > 0;
    if (ages && ++this.#lived > ticks.connection * (1 + jitterShare * this.#jitter)) this.isOld = true;
    if (phase !== this.#phase || messages !== this.#messages) this.#age = 0;
    this.#phase = phase;
    this.#messages = messages;
    this.#stalled = unsent > 0 && sent === this.#sent ? this.#stalled + 1 : 0;
    this.#sent = sent;
    if (ticks.write > 0 && this.#stalled > ticks.write) return "writeTimeout";
    if (phase === "work") return true; // nothing else tells when it is over
    if (this.isOld && isSilent && (phase === "call" || phase === "first byte")) return "old";
    const { age, timeout } = phases[phase];
    const limit = unsent > 0 ? 0 : ticks[age];
    if (limit === 0) return ages || (ticks.write > 0 && unsent > 0);
    if (++this.#age <= limit) return true;
    return timeout ?? "closing";
  }
}

const phases: Readonly<
  Record<Exclude<Phase, "work">, { readonly age: keyof Ticks; readonly timeout?: Timeout }>
> = {
  "first byte": { age: "firstByte", timeout: "firstByteTimeout" },
  message: { age: "message", timeout: "messageTimeout" },
  call: { age: "idle", timeout: "idleTimeout" },
  closing: { age: "closing" },
};

/** The reason for closing a connection at a deadline, in words. */
export function whyOverdue(timeout: Timeout, limits: Limits): string {
  return `${missing[timeout]} within ${limits[timeout]} s`;
}

/** The event that did not come to pass, by the deadline. */
const missing: Readonly<Record<Timeout, string>> = {
  firstByteTimeout: "it sent nothing",
  messageTimeout: "its message was not there as a whole",
  idleTimeout: "it made no further call",
  writeTimeout: "it took nothing of its replies",
};

/** The deadlines in ticks; 0: none. */
export interface Ticks {
  /** Milliseconds of a tick. */
  readonly length: number;
  readonly firstByte: number;
  readonly message: number;
  readonly idle: number;
  readonly write: number;
  readonly closing: number;
  /** The age at which a connection is closed. */
  readonly connection: number;
}

/** A tick is a second, or a quarter of the shortest deadline: that is how much later than said one may end. */
export function ticksOf(limits: Limits): Ticks {
  const { firstByteTimeout, messageTimeout, idleTimeout, writeTimeout, maxConnectionAge } = limits;
  const all = [firstByteTimeout, messageTimeout, idleTimeout, writeTimeout, maxConnectionAge];
  const set = all.filter((seconds) => seconds > 0);
  const length = Math.max(10, Math.min(1000, ...set.map((seconds) => (seconds * 1000) / 4)));
  const ticks = (seconds: number): number => Math.ceil((seconds * 1000) / length);
  return {
    length,
    firstByte: ticks(firstByteTimeout),
    message: ticks(messageTimeout),
    idle: ticks(idleTimeout),
    write: ticks(writeTimeout),
    closing: ticks(lingering),
    connection: ticks(maxConnectionAge),
  };
}

/** The most that a connection may grow older than another. */
const jitterShare = 0.1;

/**
 * Seconds that a client has to read why it is turned away: closed at once, what it still sends would undo the answer.
 */
const lingering = 2;
