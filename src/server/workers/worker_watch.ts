// Tells in the log which workers are still starting after a while, and which of those that hold connections themselves
// do not answer: they are in the middle of a call. A worker that does neither is not looked at.
import { log } from "../../log/log.ts";
import { Lasting } from "../intervals.ts";
import type { Stage } from "../messages.ts";

/** A start, from its beginning to its end. */
export class Start {
  readonly id: number | undefined;
  readonly lasting: Lasting;
  stage: Stage = "import";
  readonly #over: (start: Start) => void;

  constructor(id: number | undefined, toldAfter: number, over: (start: Start) => void) {
    this.id = id;
    this.lasting = new Lasting(toldAfter, performance.now());
    this.#over = over;
  }

  /** It is ready, or has failed. */
  over(): void {
    this.#over(this);
  }
}

/** A worker that holds connections. */
export interface HoldingWorker {
  readonly id: number;
  readonly connections: number;
  send(message: { readonly kind: "ping" }): void;
}

/** One for all workers of a server. */
export class WorkerWatch {
  /** The handler, as messages name it. */
  readonly #file: string;
  readonly #starts = new Set<Start>();
  readonly #holding = new Map<HoldingWorker, { unanswered?: Lasting; askedAt: number }>();
  /** A worker has started before: others are told of later. */
  #startedBefore = false;
  #ticker: ReturnType<typeof setInterval> | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** A worker starts. @param id absent: the server itself does what a worker would. */
  starts(id?: number): Start {
    const start = new Start(id, this.#startedBefore ? startsAgainWithin : startsWithin, (over) => {
      this.#starts.delete(over);
      this.#startedBefore = true;
    });
    this.#starts.add(start);
    this.#wake();
    return start;
  }

  /** A worker has been handed a connection: it is asked now and then whether it looks up from its calls. */
  holds(worker: HoldingWorker): void {
    if (this.#holding.has(worker)) return;
    this.#holding.set(worker, { askedAt: performance.now() });
    this.#wake();
  }

  /** It has looked up. */
  answered(worker: HoldingWorker): void {
    const known = this.#holding.get(worker);
    if (known === undefined) return;
    const { unanswered } = known;
    known.unanswered = undefined;
    if (unanswered?.told !== true) return;
    const seconds = unanswered.seconds(performance.now());
    log.warn("worker {id} answers again after {seconds} s", { id: worker.id, seconds });
  }

  /** Whether it was asked a while ago and has not answered: another worker is a better place for a connection. */
  isHeldUp(worker: HoldingWorker): boolean {
    const unanswered = this.#holding.get(worker)?.unanswered;
    return unanswered !== undefined && performance.now() - unanswered.since > looksUpWithin;
  }

  /** It is gone. */
  gone(worker: HoldingWorker): void {
    this.#holding.delete(worker);
  }

  #wake(): void {
    if (this.#ticker !== undefined) return;
    this.#ticker = setInterval(() => this.#tick(performance.now()), between);
    this.#ticker.unref();
  }

  #tick(now: number): void {
    this.#tellStarts(now);
    for (const [worker, known] of this.#holding) this.#ask(worker, known, now);
    if (this.#starts.size > 0 || this.#holding.size > 0) return;
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }

  /** Those that began together are told together. */
  #tellStarts(now: number): void {
    const due = [...this.#starts].filter(({ lasting }) => lasting.isDue(now));
    for (const stage of ["import", "init", "warmup"] as const) {
      const starts = due.filter((start) => start.stage === stage);
      if (starts.length === 0) continue;
      const ids = starts.flatMap(({ id }) => (id === undefined ? [] : [id]));
      const where =
        ids.length === 0 ? "" : ids.length === 1 ? " in worker {workers}" : " in the workers {workers}";
      log.info(`waiting for ${stage} of {file}${where} ({seconds} s)`, {
        file: this.#file,
        workers: ids.join(", "),
        seconds: Math.max(...starts.map(({ lasting }) => lasting.seconds(now))),
      });
    }
  }

  #ask(
    worker: HoldingWorker,
    known: { unanswered?: Lasting | undefined; askedAt: number },
    now: number,
  ): void {
    if (known.unanswered === undefined) {
      if (worker.connections === 0) this.#holding.delete(worker);
      else if (now - known.askedAt >= askedEvery) {
        known.askedAt = now;
        known.unanswered = new Lasting(answersWithin, now);
        worker.send({ kind: "ping" });
      }
    } else if (known.unanswered.isDue(now)) {
      const { id, connections } = worker;
      const held = connections === 1 ? "{connections} connection is" : "{connections} connections are";
      log.warn(`worker {id} has not looked up from a call for {seconds} s; ${held} with it`, {
        id,
        seconds: known.unanswered.seconds(now),
        connections,
      });
    }
  }
}

/** Seconds after which the log tells of a start; and of one that replaces a worker, for which perhaps no client waits. */
const startsWithin = 3;
const startsAgainWithin = 10;
/** Seconds after which it tells of a worker that does not answer. */
const answersWithin = 10;
/** Milliseconds. */
const looksUpWithin = 500;
const askedEvery = 2000;
const between = 500;
