// Counts refusals by kind, and tells of them in the log without letting a client fill it.
import { log } from "../log/log.ts";
import { LogThrottle } from "../log/throttle.ts";
import type { Refused } from "../processor/processor.ts";
import type { ProtocolErrorKind } from "../protocol/errors.ts";

/**
 * The reasons for refusals: `malformed` bytes, a dialect that the options rule out (`wrongDialect`), a page of a browser that
 * they do not let call (`wrongOrigin`), a proxy without a valid PROXY head (`proxyProtocol`), a size
 * `tooLarge` or nesting `tooDeep` for the limits of a message, that there is `noWorker` to run a call, that the server is
 * `draining`, that the `deadline` of a call's client has passed, or the option whose limit was passed.
 */
export const refusalKinds = [
  "malformed",
  "wrongDialect",
  "wrongOrigin",
  "proxyProtocol",
  "tooLarge",
  "tooDeep",
  "maxConnections",
  "maxConnectionsPerPeer",
  "maxCallsPerPeer",
  "maxQueuedCalls",
  "maxBufferedSize",
  "noWorker",
  "draining",
  "firstByteTimeout",
  "messageTimeout",
  "idleTimeout",
  "writeTimeout",
  "deadline",
  "queueTimeout",
  "callTimeout",
] as const;

/** The kind of a refusal: docs/limits.md says what each stands for. */
export type RefusalKind = (typeof refusalKinds)[number];

/** The answer to calls that come while the server ends. */
export const toldWhenEnding = "draining: the server is about to end";

/** The reason for which calls are refused. */
export interface RefusalReason {
  readonly kind: RefusalKind;
  /** The words for the caller. */
  readonly reason: string;
}

/** A refusal, and its consequence for the client. */
export interface Refusal {
  readonly kind: RefusalKind;
  readonly peer: string;
  /** `answered`: a call got an exception instead of being run; `closed`: the connection was closed. */
  readonly outcome: "answered" | "closed";
  readonly reason: string;
}

/** Several refusals of one kind, told together by a worker. Plain data. */
export interface RefusalReport {
  readonly count: number;
  /** One of them. */
  readonly example: Refusal;
}

/** Receives refusals. */
export interface RefusalLog {
  add(refusal: Refusal): void;
}

/** The refusal of a call that has waited for a worker for so many seconds. */
export function waitedTooLong(seconds: number): RefusalReason {
  return { kind: "queueTimeout", reason: `overloaded: it has waited for ${seconds} s` };
}

/** The kind of a message that could not be read. */
export function refusalKindOf(error: ProtocolErrorKind): RefusalKind {
  if (error === "SIZE_LIMIT") return "tooLarge";
  if (error === "WRONG_DIALECT") return "wrongDialect";
  if (error === "WRONG_ORIGIN") return "wrongOrigin";
  return error === "DEPTH_LIMIT" ? "tooDeep" : "malformed";
}

/** Counts calls that a processor could not read, or not end in time: they are answered. */
export function refusedCalls(refusals: RefusalLog): (why: Refused, peer: string) => void {
  return ({ kind, message }, peer) => {
    const counted = ofCalls[kind as keyof typeof ofCalls] ?? refusalKindOf(kind as ProtocolErrorKind);
    refusals.add({ kind: counted, peer, outcome: "answered", reason: message });
  };
}

const ofCalls = { DEADLINE: "deadline", CALL_TIMEOUT: "callTimeout", NO_WORKER: "noWorker" } as const;

/** The refusals of a whole server. */
export class Refusals implements RefusalLog {
  /** The number of each kind. */
  readonly counts: Readonly<Record<RefusalKind, number>>;
  readonly #counts: Record<RefusalKind, number>;
  /** A line of each {@link sort} in ten seconds. */
  readonly #throttle = new LogThrottle(1);

  constructor() {
    const zeros = refusalKinds.map((kind) => [kind, 0]);
    this.#counts = Object.fromEntries(zeros) as Record<RefusalKind, number>;
    this.counts = this.#counts;
  }

  add(refusal: Refusal, count = 1): void {
    this.#counts[refusal.kind] += count;
    this.#throttle.report(sort(refusal), (more) => logRefusal(refusal, more), count);
  }

  /** Tells in the log what has not been told yet: the server ends. */
  flush(): void {
    this.#throttle.flush();
  }
}

function logRefusal({ kind, peer, outcome, reason }: Refusal, more: number): void {
  const what = outcome === "closed" ? "closed the connection from" : "refused a call of";
  log.warn(`${what} {peer}: {reason}${more > 0 ? " (and {more} times more, {kind})" : ""}`, {
    peer,
    reason: reason.replaceAll("\n", "\\n"), // it may quote what a client sent
    more,
    kind,
  });
}

/**
 * The sort that is told in one line: a kind; and each wrong dialect by itself, as its reason says what somebody has to
 * change.
 */
function sort({ kind, reason }: Refusal): string {
  return kind === "wrongDialect" ? reason : kind;
}

/** Refusals that are yet to be told, those of one sort together. */
export class UntoldRefusals implements RefusalLog {
  readonly #changed: () => void;
  #untold = new Map<string, { count: number; readonly example: Refusal }>();

  /** @param changed is called when there is something to tell. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  add(refusal: Refusal): void {
    const untold = this.#untold.get(sort(refusal));
    if (untold === undefined) this.#untold.set(sort(refusal), { count: 1, example: refusal });
    else untold.count++;
    this.#changed();
  }

  /** Takes them out, to tell them. */
  take(): RefusalReport[] {
    const reports = [...this.#untold.values()];
    this.#untold = new Map();
    return reports;
  }
}
