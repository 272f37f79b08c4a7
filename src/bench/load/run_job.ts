// Runs a job: its callers in a closed loop, each waiting for its answers, or in an open one, by a clock.
import type { Job, Outcome } from "./job.ts";
import { addLatency, type Latencies } from "./latencies.ts";
import { type Caller, Line } from "./line.ts";

/** A job's outcome, and its connections where they are held. */
export interface Run {
  readonly outcome: Outcome;
  release(): void;
}

/** Runs it to its end. Never throws: what fails is counted. */
export async function runJob(job: Job): Promise<Run> {
  const requests = job.requests.map((request) => Buffer.from(request, "base64"));
  const lines = Array.from({ length: job.connections }, () => new Line(job.target, requests, job.isFresh));
  const used = process.cpuUsage();
  const began = performance.now();
  const tally = new Tally(job, began);
  await (job.rate === undefined ? closedLoop(job, lines, tally) : openLoop(job, job.rate, lines, tally));
  const { user, system } = process.cpuUsage(used);
  const busy = (user + system) / 1000 / Math.max(performance.now() - began, 1);
  const release = () => {
    for (const line of lines) line.close();
  };
  if (!job.isHeld || tally.unanswered > 0) release();
  return { outcome: tally.outcome(busy), release };
}

/** Each caller's next call follows the answer to its last. A client closes its connection when its calls are made. */
function closedLoop(job: Job, lines: readonly Line[], tally: Tally): Promise<void> {
  return new Promise((resolve) => {
    const underWay = new Set<Caller>();
    let clients = lines.length;
    let isOver = false;
    const end = () => {
      clearTimeout(timer);
      for (const { began } of underWay) tally.leave(began);
      resolve();
    };
    const timer = setTimeout(end, (job.seconds + job.grace) * 1000);
    for (const line of lines) {
      let left = job.calls;
      let callers = Math.min(job.requests.length, left);
      for (let place = 0; place < Math.min(job.requests.length, job.calls); place++) {
        const next = () => {
          if (left > 0 && !isOver) {
            left--;
            caller.began = performance.now();
            underWay.add(caller);
            line.call(place, caller);
            return;
          }
          if (--callers > 0) return;
          if (!job.isHeld) line.close();
          if (--clients === 0) end();
        };
        const caller: Caller = {
          began: 0,
          done(failure) {
            underWay.delete(caller);
            const now = performance.now();
            isOver ||= now >= tally.ends;
            tally.count(caller.began, now, failure);
            if (failure === undefined) next();
            else setTimeout(next, pause);
          },
        };
        next();
      }
    }
  });
}

/** Calls begin by the clock; one that finds no caller free waits for one, and its latency counts from when it was due. */
function openLoop(job: Job, rate: number, lines: readonly Line[], tally: Tally): Promise<void> {
  return new Promise((resolve) => {
    const total = Math.min(job.calls * job.connections, Math.floor(rate * job.seconds));
    const first = performance.now();
    const dueAt = (call: number) => first + (call * 1000) / rate;
    const free: (() => void)[] = [];
    const underWay = new Set<Caller>();
    let begun = 0;
    let over = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      clearTimeout(timer);
      clearTimeout(last);
      for (const { began } of underWay) tally.leave(began);
      for (; begun < total; begun++) tally.leave(dueAt(begun));
      resolve();
    };
    const last = setTimeout(end, (job.seconds + job.grace) * 1000);
    const pump = () => {
      clearTimeout(timer);
      while (free.length > 0 && begun < total && dueAt(begun) <= performance.now()) free.pop()!();
      if (begun < total && free.length > 0)
        timer = setTimeout(pump, Math.max(0, dueAt(begun) - performance.now()));
    };
    for (const line of lines) {
      for (let place = 0; place < job.requests.length; place++) {
        const caller: Caller = {
          began: 0,
          done(failure) {
            underWay.delete(caller);
            tally.count(caller.began, performance.now(), failure);
            free.push(call);
            if (++over === total) end();
            else pump();
          },
        };
        const call = () => {
          caller.began = dueAt(begun++);
          underWay.add(caller);
          line.call(place, caller);
        };
        free.push(call);
      }
    }
    pump();
  });
}

/** Milliseconds that a caller rests after a failure. */
const pause = 20;

/** The count of a job's calls. */
class Tally {
  /** The time from which on no calls begin. */
  readonly ends: number;
  unanswered = 0;
  readonly #began: number;
  readonly #latencies: Latencies = new Map();
  readonly #errors = new Map<string, number>();
  #answered = 0;
  #failed = 0;
  #waited = 0;
  #last: number;

  constructor({ seconds }: Job, began: number) {
    this.#began = this.#last = began;
    this.ends = began + seconds * 1000;
  }

  count(began: number, now: number, failure: string | undefined): void {
    this.#last = now;
    if (failure === undefined) {
      this.#answered++;
      addLatency(this.#latencies, now - began);
      return;
    }
    this.#failed++;
    this.#errors.set(failure, (this.#errors.get(failure) ?? 0) + 1);
  }

  /** A call that has no answer at the end. */
  leave(began: number): void {
    this.#last = performance.now();
    this.unanswered++;
    this.#waited = Math.max(this.#waited, this.#last - began);
  }

  outcome(busy: number): Outcome {
    return {
      answered: this.#answered,
      failed: this.#failed,
      unanswered: this.unanswered,
      waited: this.#waited,
      seconds: (this.#last - this.#began) / 1000,
      busy,
      latencies: [...this.#latencies],
      errors: Object.fromEntries(this.#errors),
    };
  }
}
