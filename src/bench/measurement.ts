// Puts servers to the tests, each test in its share of the time that is left.
import type { Generators } from "./load/generators.ts";
import type { Job, Outcome, Target } from "./load/job.ts";
import { percentile } from "./load/latencies.ts";
import { type MeasuredCall, requestsOf } from "./load/requests.ts";
import type { CallFacts, Figures, Measured } from "./results.ts";
import { memoryOf } from "./servers/memory.ts";
import { sizeOf, slotOf } from "./sizing.ts";
import type { Test } from "./tests.ts";

/** A server that runs. */
export interface Subject {
  readonly name: string;
  readonly target: Target;
  /** Of its process; absent: it is not ours. */
  readonly pid?: number;
  /** Whether clients may keep their connections when they have made their calls, without holding up others. */
  readonly holds?: boolean;
  /** Ends it, and starts another. */
  restart?(): Promise<{ readonly target: Target; readonly pid: number }>;
}

/** Is told how far a benchmark is. */
export interface Events {
  /** @param part from 0 to 1. @param left seconds that it may take from now on. */
  step(doing: string, part: number, left: number): void;
}

/** What is measured of every server. */
interface Load {
  readonly tests: readonly Test[];
  readonly call: MeasuredCall;
  readonly facts: CallFacts;
  readonly calls?: number | undefined;
  readonly rate?: number | undefined;
}

/** The time there is. */
interface Time {
  readonly servers: number;
  /** Seconds. */
  left(): number;
  /** Seconds that each server takes to start and to end. */
  readonly overhead: number;
}

/** Measures servers, one after the other. */
export class Measurement {
  readonly #load: Load;
  readonly #generators: Generators;
  readonly #events: Events;
  readonly #time: Time;
  /** Tests that were made, or are no more to be made. */
  #done = 0;
  /** Seconds that it took to start servers once more. */
  #restarting = 0;

  constructor(load: Load, generators: Generators, events: Events, time: Time) {
    this.#load = load;
    this.#generators = generators;
    this.#events = events;
    this.#time = time;
  }

  /** Whether there is no time for more. */
  get isOver(): boolean {
    return this.#load.calls === undefined && this.#time.left() <= 0;
  }

  /** Leaves a server out. */
  skip(): void {
    this.#done++;
    this.#skipRest();
  }

  #skipRest(): void {
    const { length } = this.#load.tests;
    this.#done = Math.ceil(this.#done / length) * length;
  }

  /** Puts a server to all tests. */
  async of(subject: Subject): Promise<Pick<Measured, "figures" | "memory">> {
    const figures: Record<string, Figures> = {};
    let { target, pid } = subject;
    let memory: number | undefined;
    await this.#warmUp(target);
    for (const test of this.#load.tests) {
      if (this.isOver) break;
      const holds = test.name === "few" && subject.holds === true && this.#load.rate === undefined;
      const outcome = await this.#run(subject.name, test, target, holds);
      if (test.name === "few" && pid !== undefined) memory = memoryOf(pid);
      if (holds) this.#generators.release();
      figures[test.name] = figuresOf(outcome);
      this.#done++;
      const isLast = test === this.#load.tests.at(-1) || this.isOver;
      if (outcome.unanswered === 0) continue;
      // It is still at calls whose clients have left.
      if (subject.restart === undefined) await this.#settle(target);
      else if (!isLast) {
        const began = performance.now();
        ({ target, pid } = await subject.restart());
        this.#restarting += (performance.now() - began) / 1000;
      }
    }
    this.#skipRest();
    return { figures, memory };
  }

  async #run(name: string, test: Test, target: Target, isHeld: boolean): Promise<Outcome> {
    const { tests, call, facts, calls, rate } = this.#load;
    const { servers, overhead } = this.#time;
    const total = servers * tests.length;
    const restarting = (this.#restarting / Math.max(this.#done, 1)) * (total - this.#done);
    const later = Math.floor((total - this.#done - 1) / tests.length) * overhead + restarting;
    const left = this.#time.left();
    this.#events.step(`${name}: ${test.title}`, this.#done / total, left);
    const size = sizeOf(test, facts.seconds, slotOf(left - later, total - this.#done), calls);
    return await this.#generators.run({
      target,
      requests: requestsOf(call, target, test.callers),
      connections: test.clients,
      isFresh: test.isFresh,
      isHeld,
      ...(rate === undefined ? size : atRate(size, rate, test, calls)),
    });
  }

  /** Waits until a server that is not ours answers a new client, or for as long as is worth it. */
  async #settle(target: Target): Promise<void> {
    await this.#generators.run({
      target,
      requests: requestsOf(this.#load.call, target, 1),
      ...{ connections: 1, calls: 1, isFresh: false, isHeld: false, seconds: 0, grace: patience },
    });
  }

  /** The first calls of a program are its slowest, by far where they are short. */
  async #warmUp(target: Target): Promise<void> {
    const { call, facts } = this.#load;
    const isLong = facts.seconds > 0.02;
    await this.#generators.run({
      target,
      requests: requestsOf(call, target, 1),
      connections: isLong ? 1 : 10,
      calls: isLong ? 1 : 3000,
      isFresh: false,
      isHeld: false,
      seconds: 0.4,
      grace: 2 + 10 * facts.seconds,
    });
  }
}

/** Seconds. */
const patience = 10;

function atRate(
  size: Pick<Job, "seconds" | "grace">,
  rate: number,
  { clients }: Test,
  calls: number | undefined,
): Pick<Job, "calls" | "seconds" | "grace" | "rate"> {
  const total = calls ?? Math.floor(rate * size.seconds);
  const seconds = total / rate + 0.001;
  return { calls: Math.max(1, Math.ceil(total / clients)), seconds, grace: size.grace, rate };
}

function figuresOf(outcome: Outcome): Figures {
  const { answered, failed, unanswered, waited, seconds, busy, errors } = outcome;
  const latencies = new Map(outcome.latencies);
  return {
    calls: answered,
    failed,
    unanswered,
    seconds,
    rate: seconds > 0 ? answered / seconds : 0,
    median: percentile(latencies, 0.5, unanswered, waited),
    p99: percentile(latencies, 0.99, unanswered, waited),
    generator: busy,
    errors,
  };
}
