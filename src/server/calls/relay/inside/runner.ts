// Inside a worker: takes the calls that the server relays from the shared memory, and runs them.
import { Traffic } from "../../../../metrics/traffic.ts";
import type { Processor } from "../../../../processor/processor.ts";
import { Input, type ReadLimits } from "../../../../protocol/input.ts";
import type { Output } from "../../../../protocol/output.ts";
import type { RuntimeParent } from "../../../../runtime/runtime.ts";
import { SharedCalls } from "../memory.ts";
import type { RelayMessage } from "../messages.ts";
import { Answers } from "./answers.ts";
import { CallsAtWork } from "./calls_at_work.ts";
import { Gathering, type GatheringRunner } from "./gathering.ts";
import type { RunnerParts } from "./parts.ts";
import type { Running } from "./run.ts";
import { RunTimes } from "./run_times.ts";

/**
 * Runs calls as long as there are any, waits a little for more, and then leaves the thread to its event
 * loop until it is woken. The event loop gets its turn every few milliseconds whatever happens: the
 * handler may have timers, sockets and promises of its own.
 */
export class RelayedCalls {
  readonly #calls: SharedCalls;
  /** This worker's number among those that share the memory. */
  readonly #worker: number;
  /** Calls that it has at a time; 0: it takes no more. */
  #concurrency: number;
  /** Of a handler that has calls wait for each other. */
  readonly #gathering: Gathering | undefined;
  readonly #atWork: CallsAtWork;
  readonly #times: RunTimes;
  /** The time when the event loop is to have its turn. */
  #deadline = 0;
  /** The number of times that nothing came while this thread waited. */
  #idle = 0;
  /** Whether a turn of {@link RelayedCalls.#turn} is to come. */
  #due = false;
  /** Whether the server takes it that this thread looks for calls. */
  #looking = false;
  /** Whether it is parked in the event loop. */
  #parked = false;
  /** Whether it takes no more calls for good. */
  #draining = false;
  /** Is called when no call is at work any more. */
  #drained: (() => void) | undefined;

  constructor(
    parent: RuntimeParent,
    processor: Processor,
    { memory, worker, concurrency }: Extract<RelayMessage, { kind: "relay" }>,
    output: Output,
    limits: ReadLimits,
    { counts, batches, certificates }: RunnerParts = {},
  ) {
    const calls = new SharedCalls(memory);
    this.#calls = calls;
    this.#times = new RunTimes(calls, counts);
    const running: Running = {
      processor,
      calls,
      input: new Input(limits),
      output,
      answers: new Answers(parent, calls, output, new Traffic(counts?.cells)),
      times: this.#times,
      callers: new Map(),
      settled: () => this.#settled(),
    };
    this.#atWork = new CallsAtWork(running, (message) => parent.send(message), certificates);
    this.#worker = worker;
    this.#concurrency = concurrency;
    if (batches !== undefined) {
      this.#gathering = new Gathering(batches, this.#gatheringRunner(), memory, worker);
      batches.attach(this.#gathering, concurrency);
    }
    this.#turn();
  }

  #gatheringRunner(): GatheringRunner {
    return {
      admit: (calls) => this.#admit(calls),
      soon: () => {
        if (this.#parked) this.#calls.parking.rise(this.#worker);
        else this.#later();
      },
      starting: () => this.#stopLooking(),
    };
  }

  /** It may have so many calls. */
  #admit(calls: number): void {
    if (this.#draining) return;
    const wasFull = this.#atWork.size >= this.#concurrency;
    this.#concurrency = calls;
    // When the time of all calls of a batch is over before it is, none of them goes on at its end.
    if (wasFull && this.#atWork.size < calls && this.#gathering?.inTurn === false) this.#later();
  }

  /** The message of a call that was too large for the shared memory, or that the connection of some calls is gone. */
  receive(message: Exclude<RelayMessage, { kind: "relay" }>): void {
    if (message.kind === "gone") this.#atWork.gone(message.connection);
    else {
      this.#times.look();
      this.#begin(message.call, () => this.#atWork.fetched(message));
      if (this.#atWork.size === 0) this.#drained?.();
      this.#later();
    }
  }

  /** Takes no more calls. Resolves when those at work are answered. */
  async drain(): Promise<void> {
    this.#takeNoMore();
    if (this.#atWork.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
  }

  #takeNoMore(): void {
    this.#draining = true;
    this.#concurrency = 0;
    this.#gathering?.hurry();
    this.#looking = false;
    this.#calls.parking.leave(this.#worker);
  }

  /** A call that was not answered at once has been. */
  #settled(): void {
    if (this.#atWork.size === 0) this.#drained?.();
    // The next calls at once, but not one after the other without end: that would keep the event loop waiting.
    if (this.#times.look() <= this.#deadline && !this.#parked) this.#run();
    if (this.#atWork.size < this.#concurrency) this.#later();
  }

  /** A turn of the event loop's. */
  readonly #turn = (): void => {
    this.#due = false;
    const gathering = this.#gathering;
    if (gathering === undefined) this.#take();
    else {
      gathering.inTurn = true; // nothing is to plan another turn: this one may end in parking
      this.#take();
      gathering.inTurn = false;
    }
  };

  #take(): void {
    this.#deadline = this.#times.look() + longestTurn;
    for (;;) {
      const inTime = this.#run();
      const wait = this.#gathering?.decide();
      if (wait === "again") break;
      if (wait !== undefined && inTime && !this.#draining) {
        if (this.#gathering!.isRunning) {
          this.#park(wait);
          return;
        }
        this.#calls.parking.linger(this.#worker, Math.min(wait, lingersFor));
        this.#looking = true;
        if (this.#times.look() > this.#deadline) break;
        continue;
      }
      if (this.#atWork.size >= this.#concurrency) return; // the end of one of them goes on here
      if (!inTime) break;
      if (this.#atWork.size > 0 || this.#idle >= waits) {
        this.#park();
        return;
      }
      this.#idle++;
      if (this.#calls.parking.park(this.#worker)) this.#calls.parking.sleep(this.#worker, waitFor);
      this.#looking = true;
      if (this.#times.look() > this.#deadline) break;
    }
    this.#later();
  }

  /** Plans another turn, after the event loop's own. */
  #later(): void {
    if (this.#due || this.#parked) return;
    this.#due = true;
    this.#stopLooking(); // others may have to: who knows what the event loop does meanwhile
    setImmediate(this.#turn);
  }

  /** Takes and runs calls while there are any and they may be run. False when the time is over. */
  #run(): boolean {
    while (this.#atWork.size < this.#concurrency) {
      if (this.#calls.parking.isRetired(this.#worker)) {
        this.#takeNoMore(); // the message that tells of it may be on its way still
        return true;
      }
      const slot = this.#calls.take(this.#worker);
      if (slot < 0) return true;
      this.#idle = 0;
      this.#stopLooking();
      this.#times.begin(slot);
      if (this.#gathering === undefined) this.#atWork.begin(slot);
      else this.#begin(slot, () => this.#atWork.begin(slot));
      if (this.#times.lookAfterCall() > this.#deadline) return false;
    }
    return true;
  }

  /** Begins a call that may have to wait for its batch. */
  #begin(slot: number, begin: () => void): void {
    const gathering = this.#gathering;
    if (gathering !== undefined) gathering.waited = this.#times.waited(slot);
    begin();
    if (gathering !== undefined) gathering.waited = 0;
  }

  /** Leaves the thread to its event loop until there is a call to take, or for so many milliseconds. */
  #park(milliseconds?: number): void {
    if (this.#parked) return;
    const woken = this.#calls.parking.park(this.#worker)
      ? this.#calls.parking.untilWoken(this.#worker, milliseconds)
      : undefined;
    this.#parked = woken !== undefined;
    this.#looking = !this.#parked;
    if (woken === undefined) this.#later();
    else void woken.then(this.#woken);
  }

  readonly #woken = (): void => {
    this.#calls.parking.unpark(this.#worker); // it may be the end of a wait
    this.#parked = false;
    this.#looking = true;
    this.#idle = 0;
    this.#turn();
  };

  #stopLooking(): void {
    if (!this.#looking) return;
    this.#looking = false;
    this.#calls.parking.stopLooking(this.#worker);
  }
}

/** Milliseconds that calls are run for before the event loop has its turn. */
const longestTurn = 2;
/** Milliseconds that a thread waits for the next call without its event loop. */
const waitFor = 1;
/** Milliseconds between two looks for calls that may share a batch with those that it has. */
const lingersFor = 0.1;
/** The number of times that it does so before it parks. */
const waits = 4;
