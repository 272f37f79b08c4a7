// The time that a call may take: its function's, and what its client has given it. A call without either never comes here.
import type { Deadline } from "../transport/deadline.ts";
import type { Envelope } from "../transport/envelope.ts";
import { CallContext, type CallerConnection, type ServiceContext } from "./context.ts";
import { type ErrorCode, errorCodes } from "./error_code.ts";

/** The end of a call for want of time, as clients and the log are told. */
export interface OutOfTime {
  readonly kind: "DEADLINE" | "CALL_TIMEOUT";
  readonly message: string;
  readonly code: ErrorCode;
}

/** The reason for which a call is not run that has come too late, or has waited for too long; undefined: it is in time. */
export function lateness(deadline: Deadline, place: string): OutOfTime | undefined {
  const now = Date.now();
  if (now < deadline.startBy) return undefined;
  const isOver = now >= deadline.endBy;
  const message = `deadline: ${place} has waited for longer than its client ${isOver ? "does" : "lets it"}`;
  return { kind: "DEADLINE", message, code: isOver ? errorCodes.expired : errorCodes.queueTimeout };
}

/** The context of a call that may take only so long. */
export class TimedCall extends CallContext {
  readonly #place: string;
  /** Milliseconds that its function may take; 0: any time. */
  readonly #ofFunction: number;
  /** The time, by Date.now(), until which its client waits. */
  readonly #endBy: number;
  /** The time until which its client lets it wait. */
  readonly #startBy: number;
  /** Milliseconds that it may take. */
  #limit = 0;
  /** Whether the client has set that. */
  #isClients = true;
  readonly #connection: CallerConnection;
  #over: AbortController | undefined;
  /** Is called when the connection is gone, as long as it is at work. */
  #gone: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Is called when it has taken too long. */
  #expired: ((why: OutOfTime) => void) | undefined;
  #state: "at work" | "settled" | "expired" = "at work";

  /** @param limit milliseconds that its function may take; 0: any time. */
  constructor(
    name: string,
    sequenceId: number,
    connection: CallerConnection,
    envelope: Envelope | undefined,
    service: ServiceContext,
    limit: number,
  ) {
    super(name, sequenceId, connection, envelope, service);
    this.#place = `${service.service}.${name}`;
    this.#connection = connection;
    this.#ofFunction = limit;
    this.#endBy = envelope?.deadline?.endBy ?? Number.POSITIVE_INFINITY;
    this.#startBy = envelope?.deadline?.startBy ?? Number.POSITIVE_INFINITY;
    this.#setLimit(limit);
  }

  /** Whether its time is over: that of its client's, or that for which it may wait. */
  get isOver(): boolean {
    return this.#state === "expired" || Date.now() >= this.#startBy;
  }

  /** It waits before it is run: only its client's time goes on. */
  hold(): void {
    this.#setLimit(0);
  }

  /** It is run from now on. @returns the milliseconds that its function may take; 0: any time. */
  resume(): number {
    this.#setLimit(this.#ofFunction);
    if (this.#expired !== undefined && this.#state === "at work") this.begin(this.#expired);
    return this.#ofFunction;
  }

  /** Aborts when the client's connection is gone, and when the call's time is over. */
  override get signal(): AbortSignal {
    if (this.#over !== undefined) return this.#over.signal;
    const over = new AbortController();
    this.#over = over;
    const { signal } = this.#connection;
    if (signal.aborted) over.abort(signal.reason);
    else if (this.#state === "expired") this.#abort();
    else if (this.#state === "at work") {
      // AbortSignal.any() would keep the signals of all calls for as long as their connection lives, 1 KB each.
      this.#gone = () => over.abort(signal.reason);
      signal.addEventListener("abort", this.#gone);
    }
    return over.signal;
  }

  /** It waits for a promise. @param expired is called when that takes too long. */
  begin(expired: (why: OutOfTime) => void): void {
    this.#expired = expired;
    clearTimeout(this.#timer);
    if (this.#limit > longestTimer) return;
    this.#timer = setTimeout(
      () => {
        this.#end("expired");
        try {
          this.#abort(); // listeners of the handler's are called
        } finally {
          expired(this.#why);
        }
      },
      Math.max(0, this.#limit),
    ); // its client may wait no more
  }

  /** The method has returned, or the promise is settled. @returns false when that was too late. */
  settle(): boolean {
    if (this.#state === "expired") return false;
    this.#end("settled");
    clearTimeout(this.#timer);
    return true;
  }

  #setLimit(ofFunction: number): void {
    const ofClient = this.#endBy - Date.now();
    this.#isClients = ofFunction === 0 || ofClient < ofFunction;
    this.#limit = this.#isClients ? ofClient : ofFunction;
  }

  #end(state: "settled" | "expired"): void {
    this.#state = state;
    if (this.#gone !== undefined) this.#connection.signal.removeEventListener("abort", this.#gone);
  }

  #abort(): void {
    this.#over?.abort(new DOMException(this.#why.message, "TimeoutError"));
  }

  get #why(): OutOfTime {
    if (this.#isClients) {
      const message = `deadline: ${this.#place} took longer than its client waits`;
      return { kind: "DEADLINE", message, code: errorCodes.expired };
    }
    const message = tookLonger(this.#place, this.#limit);
    return { kind: "CALL_TIMEOUT", message, code: errorCodes.expired };
  }
}

/** The words for a call that the server has ended. @param limit milliseconds. */
export function tookLonger(place: string, limit: number): string {
  return `deadline: ${place} took longer than ${limit / 1000} s`;
}

/** Milliseconds: of more than 31 bits hold a timer waits one. */
const longestTimer = 2 ** 31 - 1;
