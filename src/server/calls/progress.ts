// Watches whether calls get on: the log tells which have been at work for long, and a server whose workers all are,
// while other calls wait, is not ready. Costs a call nothing: what is at work is looked at once a second.
import { log } from "../../log/log.ts";
import { Lasting } from "../intervals.ts";

/** A runner of calls, as it is looked at. */
export interface Watched {
  /** Calls at work: each has a number that no other call has had. `worker` is absent where there is only this one. */
  callsAtWork(): Iterable<CallAtWork>;
  /** The caller of a call, while it is at work. */
  callerOf(call: CallAtWork): { readonly method: string; readonly peer: string };
  /** Calls that wait until another has finished. */
  readonly waitingCalls: number;
  /** The names of the methods that these call, as they were sent, as far as they can be read. */
  waitingMethods(): Iterable<string>;
  /** Whether any call waits, or has not been answered. */
  readonly hasCalls: boolean;
  /** Whether no worker could take another call. */
  readonly isFull: boolean;
  /** The number of calls that have finished. */
  readonly finished: number;
}

/** A call that a worker has begun. */
export interface CallAtWork {
  readonly number: number;
  readonly worker?: number;
  /** For {@link Watched.callerOf}. */
  readonly place: number;
}

/** Looks at all the executors of a server, or of a worker that is handed connections. */
export class Progress {
  readonly #watched = new Map<Watched, Look>();
  #ticker: ReturnType<typeof setInterval> | undefined;
  /** The executors' finished calls when all of them were found stuck. */
  #stuckAt: number | undefined;

  add(watched: Watched): void {
    if (!this.#watched.has(watched)) this.#watched.set(watched, new Look(watched));
  }

  delete(watched: Watched): void {
    this.#watched.delete(watched);
  }

  /** A call has begun or waits: the ticker rests while there is none. */
  wake(): void {
    this.#ticker ??= this.#start();
  }

  /** Calls that wait. */
  get waitingCalls(): number {
    let waiting = 0;
    for (const watched of this.#watched.keys()) waiting += watched.waitingCalls;
    return waiting;
  }

  /** See {@link Watched.waitingMethods}. */
  *waitingMethods(): Iterable<string> {
    for (const watched of this.#watched.keys()) yield* watched.waitingMethods();
  }

  /**
   * The reason why no calls are to be sent here: all workers have been at theirs for {@link stuckAfter} while others
   * wait. Goes away as soon as one has finished: not when those who waited give up.
   */
  get stuck(): string | undefined {
    if (this.#stuckAt === undefined || this.#stuckAt !== this.#finished) return undefined;
    return `all workers have been at their calls for more than ${stuckAfter / 1000} s while others waited`;
  }

  get #finished(): number {
    let finished = 0;
    for (const watched of this.#watched.keys()) finished += watched.finished;
    return finished;
  }

  #start(): ReturnType<typeof setInterval> {
    const ticker = setInterval(() => this.#tick(performance.now()), between);
    ticker.unref();
    return ticker;
  }

  #tick(now: number): void {
    let idle = true;
    let stuck = true;
    let waiting = 0;
    for (const [watched, look] of this.#watched) {
      if (look.take(now) || watched.hasCalls) idle = false; // one may be about to begin
      if (!look.isHeldUp(now)) stuck = false;
      waiting += watched.waitingCalls;
    }
    if (stuck && waiting > 0) this.#stuckAt ??= this.#finished;
    else if (this.stuck === undefined) this.#stuckAt = undefined;
    if (!idle || waiting > 0) return;
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }
}

/** Observations of one executor. */
class Look {
  readonly #watched: Watched;
  #calls = new Map<number, Seen>();
  /** Since when it has been full without a call's finishing, and how many had finished then. */
  #full: { readonly since: number; readonly finished: number } | undefined;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** @returns whether any call is at work. */
  take(now: number): boolean {
    const { isFull, finished } = this.#watched;
    if (!isFull) this.#full = undefined;
    else if (this.#full?.finished !== finished) this.#full = { since: now, finished };
    const calls = new Map<number, Seen>();
    const oldest = new Map<number | undefined, { readonly call: CallAtWork; readonly seen: Seen }>();
    for (const call of this.#watched.callsAtWork()) {
      const seen = this.#calls.get(call.number) ?? {
        lasting: new Lasting(longAfter, now),
        worker: call.worker,
      };
      calls.set(call.number, seen);
      const other = oldest.get(call.worker);
      if (other === undefined || seen.lasting.since < other.seen.lasting.since) {
        oldest.set(call.worker, { call, seen });
      }
    }
    for (const [number, seen] of this.#calls) if (!calls.has(number)) logOver(seen, now);
    this.#calls = calls;
    for (const { call, seen } of oldest.values()) this.#log(call, seen, now);
    return calls.size > 0;
  }

  isHeldUp(now: number): boolean {
    return this.#full !== undefined && now - this.#full.since >= stuckAfter;
  }

  #log(call: CallAtWork, seen: Seen, now: number): void {
    if (!seen.lasting.isDue(now)) return;
    seen.caller ??= this.#watched.callerOf(call);
    const { waitingCalls: waiting } = this.#watched;
    const wait = waiting === 1 ? "{waiting} call waits" : "{waiting} calls wait";
    log.warn(`${who(seen)} has been at {method} of {peer} for {seconds} s; ${wait}`, {
      ...about(seen),
      seconds: seen.lasting.seconds(now),
      waiting,
    });
  }
}

interface Seen {
  readonly lasting: Lasting;
  readonly worker: number | undefined;
  caller?: { readonly method: string; readonly peer: string };
}

function logOver(seen: Seen, now: number): void {
  if (!seen.lasting.told) return;
  log.warn(`${who(seen)} is done with {method} of {peer} after {seconds} s`, {
    ...about(seen),
    seconds: seen.lasting.seconds(now),
  });
}

function who({ worker }: Seen): string {
  return worker === undefined ? "the server" : "worker {worker}";
}

function about({ worker, caller }: Seen): Record<string, unknown> {
  return { worker, ...caller };
}

/**
 * Milliseconds without a call's finishing, while others wait: longer than most calls, shorter than the patience of most
 * clients, and a load balancer's two or three probes come on top of it.
 */
const stuckAfter = 10_000;
/** Seconds after which the log tells of a call. */
const longAfter = 10;
/** Milliseconds. */
const between = 1000;
