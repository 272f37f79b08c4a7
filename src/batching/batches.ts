// The batches of one worker: the calls of several functions wait here for each other, and for their turn.
import { type BatchedContext, type BatchMethod, type GatheredCall, hasLeft, runBatch } from "./batch.ts";
import { type Closed, Gatherer, goesFirst } from "./gatherer.ts";
import { type BatchHost, type Deciding, EventLoopHost } from "./host.ts";
import { CallNotRun } from "./not_run.ts";
import { Population } from "./population.ts";
import type { BatchRule, Closing } from "./rule.ts";

/** A function whose calls are run in batches. */
export interface BatchedFunction {
  /** The number of the function in its service. */
  readonly index: number;
  /** `Digits.predict`. */
  readonly place: string;
  /** It has no result. */
  readonly isVoid: boolean;
  readonly rule: BatchRule;
}

/** A batch begins: for whoever counts. */
export interface BatchBegins {
  /** Of its function. */
  readonly index: number;
  readonly closing: Closing;
  /** Milliseconds that each of its calls has waited in the worker. */
  readonly waits: readonly number[];
}

/**
 * Runs as many methods at a time as a worker may: a batch is one of them, and so is a call of a function without batches.
 * Calls that wait for their batch need no room at work.
 */
export class Batches implements Deciding {
  /** Is told of each batch. */
  onBatch: ((batch: BatchBegins) => void) | undefined;
  readonly #functions: Gathering[] = [];
  /** Calls of functions without batches that wait for their turn. */
  readonly #singles: { readonly since: number; readonly run: () => void }[] = [];
  readonly #population = new Population();
  #host: BatchHost = new EventLoopHost(this);
  #concurrency = 1;
  /** Methods at work, and the calls that they were called with. */
  #running = 0;
  #runningCalls = 0;
  #waiting = 0;
  #hurries = false;

  /**
   * Runs so many methods at a time from now on.
   * @param host who has calls run.
   */
  attach(host: BatchHost, concurrency: number): void {
    this.#host = host;
    this.#concurrency = concurrency;
    this.#admit();
  }

  /** The calls that are in here. */
  get size(): number {
    return this.#runningCalls + this.#waiting;
  }

  /** Whether it matters when a call came to the server. */
  get hasDeadlines(): boolean {
    return this.#functions.some(({ rule }) => rule.deadline > 0);
  }

  /** Whether a method is at work. */
  get isRunning(): boolean {
    return this.#running > 0;
  }

  /** Waits for nobody any more: no more calls come. */
  hurry(): void {
    this.#hurries = true;
    this.#host.soon();
  }

  /** Makes a method that is called with one call of one that takes a list of them. */
  batched(method: BatchMethod, func: BatchedFunction): (...given: never[]) => unknown {
    const { place, rule } = func;
    const gatherer = new Gatherer<BatchedCallOf>(rule);
    const gathering: Gathering = { ...func, gatherer, method };
    this.#functions.push(gathering);
    const add = (call: BatchedCallOf) => this.#add(gathering, call);
    const waited = () => this.#host.waited;
    return function (this: unknown, ...given: unknown[]) {
      const context = given.at(-1) as BatchedContext;
      const args = given.slice(0, -1);
      const key = rule.key?.(args, context as never);
      const weight = rule.size === undefined ? 1 : numberOf(rule.size(args, context as never), place, "size");
      const { priority: ask } = rule;
      const priority = ask === undefined ? 0 : numberOf(ask(args, context as never), place, "priority");
      context.arguments = args;
      context.hold?.();
      const since = performance.now();
      const arrived = since - waited();
      return new Promise((resolve, reject) => {
        add({ key, weight, priority, since, arrived, context, self: this, resolve, reject });
      });
    };
  }

  /** Makes a method that waits for its turn with the batches. */
  single(method: (...given: never[]) => unknown, place: string): (...given: never[]) => unknown {
    const enter = (run: () => unknown, context: BatchedContext) => this.#enter(run, context, place);
    return function (this: unknown, ...given: unknown[]) {
      return enter(() => method.apply(this, given as never[]), given.at(-1) as BatchedContext);
    };
  }

  decide(): number | undefined {
    while (this.#running < this.#concurrency) {
      const now = performance.now();
      const ended = this.#nobodyComes();
      let first: Closed | undefined;
      let gathering: Gathering | undefined;
      let wait: number | undefined;
      for (const one of this.#functions) {
        const look = one.gatherer.look(now, ended);
        if (look === undefined) continue;
        if ("wait" in look) wait = Math.min(wait ?? look.wait, look.wait);
        else if (first === undefined || goesFirst(look, first)) {
          first = look;
          gathering = one;
        }
      }
      const single = this.#singles[0];
      if (single !== undefined && (first === undefined || single.since < first.since)) {
        this.#singles.shift();
        this.#waiting--;
        single.run();
      } else if (gathering === undefined) return wait;
      else if (this.#begin(gathering, now, ended)) {
        this.#host.soon(); // its calls are answered first
        return undefined;
      }
    }
    return undefined;
  }

  #add({ gatherer }: Gathering, call: BatchedCallOf): void {
    this.#population.touch(call.since);
    gatherer.add(call);
    this.#waiting++;
    this.#admit();
    this.#host.soon();
  }

  /** The reason why no call is waited for: as many are here as there may be, or as there have been lately. */
  #nobodyComes(): Closing | undefined {
    if (this.size >= this.#limit()) return "share";
    return this.#hurries || this.#host.all(this.size).calls >= this.#population.most ? "complete" : undefined;
  }

  /** The calls that may be in here at a time. Workers leave each other what is more than their share. */
  #limit(): number {
    if (this.#running >= this.#concurrency) return 0;
    const { calls, workers } = this.#host.all(this.size);
    const all = Math.max(calls, this.#population.most);
    const share = workers > 1 ? Math.ceil(all / workers) : Number.POSITIVE_INFINITY;
    return this.#runningCalls + Math.max(1, Math.min(share, this.#room));
  }

  get #room(): number {
    let room = 0;
    for (const { rule } of this.#functions) room += rule.room;
    return room;
  }

  #admit(): void {
    this.#host.admit(this.#limit());
  }

  /** @returns whether it has ended already. */
  #begin({ gatherer, method, place, isVoid, index }: Gathering, now: number, ended?: Closing): boolean {
    this.#leaveOut(gatherer, place, now);
    const look = gatherer.look(now, ended);
    if (look === undefined || "wait" in look) return false;
    const calls = gatherer.take(now, ended);
    this.#population.add(this.#host.all(this.size).calls);
    this.#waiting -= calls.length;
    const limit = Math.max(...calls.map(({ context }) => context.resume?.() ?? 0));
    const end = this.#endAfter(limit, this.#takeTurn(calls.length));
    const { closing } = look;
    this.onBatch?.({ index, closing, waits: calls.map(({ since }) => now - since) });
    const contexts = calls.map(({ context }) => context);
    return runBatch(calls, () => method.call(calls[0]!.self, contexts), place, isVoid, end);
  }

  /** Refuses the calls that are not to be run any more. */
  #leaveOut(gatherer: Gatherer<BatchedCallOf>, place: string, now: number): void {
    for (const call of gatherer.takeOver(now, ({ context }) => isLeft(context))) {
      this.#waiting--;
      call.reject(notRun(call.context, place));
    }
    this.#admit();
  }

  /** Counts a method as being at work. @returns what ends that. */
  #takeTurn(calls: number): () => void {
    this.#running++;
    this.#runningCalls += calls;
    this.#admit();
    this.#host.starting();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#running--;
      this.#runningCalls -= calls;
      this.#population.touch(performance.now());
      this.#admit();
      if (this.#waiting > 0) this.#host.soon();
    };
  }

  /** Ends a turn after so many milliseconds, unless it has ended before; 0: not by itself. @returns what ends it before. */
  #endAfter(limit: number, end: () => void): () => void {
    if (limit <= 0 || limit > longestTimer) return end;
    const timer = setTimeout(() => {
      end();
      this.#host.soon(); // its calls have been answered, and whoever was told of that may have found no room for others
    }, limit);
    return () => {
      clearTimeout(timer);
      end();
    };
  }

  #enter(run: () => unknown, context: BatchedContext, place: string): unknown {
    if (this.#running < this.#concurrency && this.#singles.length === 0)
      return this.#runSingle(run, context.resume?.() ?? 0);
    context.hold?.();
    return new Promise((resolve, reject) => {
      const later = () => {
        if (isLeft(context)) {
          reject(notRun(context, place));
          return;
        }
        try {
          resolve(this.#runSingle(run, context.resume?.() ?? 0));
        } catch (thrown) {
          reject(thrown);
        }
      };
      this.#waiting++;
      this.#singles.push({ since: performance.now(), run: later });
      this.#admit();
    });
  }

  /** @param limit milliseconds after which it is at work no more; 0: as long as it takes. */
  #runSingle(run: () => unknown, limit: number): unknown {
    const end = this.#takeTurn(1);
    let result: unknown;
    let isLater = false;
    try {
      result = run();
      isLater = typeof (result as { then?: unknown } | null | undefined)?.then === "function";
    } finally {
      if (!isLater) end();
    }
    if (isLater) {
      const ended = this.#endAfter(limit, end);
      void Promise.resolve(result).then(ended, ended);
    }
    return result;
  }
}

interface BatchedCallOf extends GatheredCall {
  /** The value of `this` inside of the method. */
  readonly self: unknown;
}

interface Gathering extends BatchedFunction {
  readonly gatherer: Gatherer<BatchedCallOf>;
  readonly method: BatchMethod;
}

function isLeft(context: BatchedContext): boolean {
  return context.isOver === true || hasLeft(context);
}

function notRun(context: BatchedContext, place: string): CallNotRun {
  return hasLeft(context)
    ? new CallNotRun("left", `cancelled: ${place} was not run, as its client has left`)
    : new CallNotRun("late", `deadline: ${place} has waited for longer than it may`);
}

function numberOf(value: unknown, place: string, what: "size" | "priority"): number {
  if (typeof value === "number" && !Number.isNaN(value)) return value;
  throw new TypeError(`the ${what} of a call of ${place} is no number`);
}

/** Milliseconds: of more than 31 bits hold a timer waits one. */
const longestTimer = 2 ** 31 - 1;
