// Runs calls on this event loop, so many at a time and no more.
import type { Batches } from "../../batching/batches.ts";
import { EventLoopHost } from "../../batching/host.ts";
import { log } from "../../log/log.ts";
import { LogThrottle, timesMore } from "../../log/throttle.ts";
import type { CallCounts } from "../../metrics/call_counts.ts";
import type { Processor } from "../../processor/processor.ts";
import { applicationExceptionType } from "../../protocol/application_exception.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { Input, type ReadLimits } from "../../protocol/input.ts";
import { type MessageBytes, readMessageHead } from "../../protocol/message.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import { stackOf } from "../../words/thrown.ts";
import type { Limits } from "../options/limits.ts";
import type { RefusalReason } from "../refusals.ts";
import { type Caller, type Executor, type Outcome, waitedBy } from "./executor.ts";
import { type CallAtWork, Progress, type Watched } from "./progress.ts";
import { TimeLimits } from "./time_limits.ts";
import { answerWithException } from "./turn_away.ts";
import { WaitingCallers } from "./waiting_callers.ts";

/** The executor of inline models and, inside a worker, of the connections it was handed. */
export class LocalExecutor implements Executor, Watched {
  readonly #worker: number | undefined;
  readonly #progress = new Progress();
  /** Calls that were not answered at once. */
  readonly #calls = new Set<LocalCall>();
  #lastNumber = 0;
  /** The caller whose turn it is to be told that its codec could not be loaded. */
  #unprepared: Caller | undefined;
  readonly #throttle = new LogThrottle();
  finished = 0;
  #processor: Processor;
  /** Calls that may be at work, or wait for their batch. */
  #concurrency: number;
  #batches: Batches | undefined;
  #host: EventLoopHost | undefined;
  readonly #input: Input;
  readonly #waiting: WaitingCallers;
  readonly #limits: TimeLimits;

  /**
   * @param worker whose it is, where that is a worker.
   * @param counts counts the calls.
   */
  constructor(
    processor: Processor,
    concurrency: number,
    limits: ReadLimits & Pick<Limits, "maxQueuedCalls" | "queueTimeout">,
    worker?: number,
    counts?: CallCounts,
  ) {
    this.#worker = worker;
    this.#progress.add(this);
    this.#processor = processor;
    this.#concurrency = concurrency;
    const waited = counts && ((milliseconds: number) => counts.waited(milliseconds / 1000));
    this.#waiting = new WaitingCallers(limits.maxQueuedCalls, () => !this.isFull, waited);
    this.#input = new Input(limits);
    // Calls themselves are ended by the processor: nothing else could, here.
    this.#limits = new TimeLimits(this, { ...limits, callTimeout: 0 }, concurrency);
  }

  get ready(): boolean {
    return this.unready === undefined;
  }

  get unready(): string | undefined {
    return this.#processor.unready ?? this.#progress.stuck;
  }

  /** Runs later calls with another processor. Resolves when those at work now have ended. */
  async replace(processor: Processor): Promise<void> {
    this.#processor = processor;
    await Promise.all([...this.#calls].map(({ ended }) => ended));
  }

  /**
   * Has calls wait in here for their batches, which then are what may be at work.
   * @param concurrency how many of them may; without batches that is how many calls may.
   */
  gather(batches: Batches | undefined, concurrency: number): void {
    this.#batches = batches;
    this.#concurrency = concurrency;
    const admit = (calls: number) => {
      if (this.#batches !== batches) return; // others have come in their place
      const hasRoom = calls > this.#concurrency;
      this.#concurrency = calls;
      if (hasRoom && this.#waiting.size > 0) setImmediate(() => this.#waiting.proceed());
    };
    this.#host = batches && new EventLoopHost(batches, () => this.#waiting.size, admit);
    if (this.#host !== undefined) batches?.attach(this.#host, concurrency);
  }

  callsAtWork(): Iterable<CallAtWork> {
    return this.#calls;
  }

  callerOf(call: CallAtWork): { method: string; peer: string } {
    const atWork = call as LocalCall;
    return { method: readMessageHead(atWork)?.name ?? "a method", peer: atWork.caller.peer };
  }

  get waitingCalls(): number {
    return this.#waiting.size;
  }

  waitingMethods(): Iterable<string> {
    return this.#waiting.methods();
  }

  get hasCalls(): boolean {
    return this.#calls.size + this.#waiting.size > 0;
  }

  get isFull(): boolean {
    return this.#calls.size >= this.#concurrency;
  }

  refuseLate(late: (since: number) => RefusalReason | undefined, now: number): void {
    this.#waiting.refuseLate(late, now);
  }

  offer(caller: Caller): Outcome {
    if (this.isFull) {
      if (this.#waiting.refuses(caller) || this.#waiting.turnsAway(caller)) return "done";
      this.#waiting.add(caller, this.#limits.limitsWaiting || this.#batches?.hasDeadlines);
      this.#limits.wake();
      return "wait";
    }
    const { output, message } = caller;
    const { bytes, start, end, protocol, envelope } = message;
    if (!this.#processor.speaks(protocol)) {
      const outcome = this.#prepare(caller, protocol);
      if (outcome !== undefined) return outcome;
    }
    this.#input.reset(bytes, start, end);
    const before = output.position;
    const host = this.#host;
    let later: ReturnType<Processor["process"]>;
    try {
      const mark = caller.beginReply(envelope);
      if (host !== undefined) host.waited = waitedBy(message);
      later = this.#processor.process(this.#input, output, protocol, caller, envelope);
      if (host !== undefined) host.waited = 0;
      if (later === undefined) {
        caller.endReply(mark, envelope);
        return "done";
      }
    } catch (error) {
      output.position = before;
      throw error;
    }
    output.position = before;
    const number = ++this.#lastNumber;
    const place = { number, worker: this.#worker, place: 0 };
    const call: LocalCall = { ...place, caller, bytes, start, end, protocol, ended: later };
    this.#calls.add(call);
    this.#progress.wake();
    void later.then((write) => {
      this.#calls.delete(call);
      this.finished++;
      try {
        caller.answer(write, envelope);
        caller.flush();
      } finally {
        this.#waiting.proceed(); // those who waited come before the next call of this caller
      }
      caller.proceed();
    });
    return "accepted";
  }

  forget(caller: Caller): void {
    this.#waiting.delete(caller);
  }

  /** Gets the codec for the caller's message. @returns undefined when it is there. */
  #prepare(caller: Caller, protocol: ProtocolName): Outcome | undefined {
    if (caller === this.#unprepared) {
      const reason = `internal error: the server could not load its codec of the ${protocol} protocol`;
      if (answerWithException(caller, applicationExceptionType.INTERNAL_ERROR, reason)) return "done";
      throw new ProtocolError("INVALID_DATA", reason);
    }
    const prepared = this.#processor.prepare(protocol);
    // It waits for no other call, and so stands in no queue.
    void prepared?.then(
      () => caller.proceed(),
      (error: unknown) => {
        this.#throttle.report(protocol, (more) =>
          log.error(`could not load the codec of {protocol} for {peer}: {thrown}${timesMore(more)}`, {
            protocol,
            peer: caller.peer,
            thrown: stackOf(error),
          }),
        );
        this.#unprepared = caller;
        try {
          caller.proceed();
        } finally {
          this.#unprepared = undefined;
        }
      },
    );
    return prepared && "wait";
  }
}

/** A call at work, and where its message lies. */
interface LocalCall extends CallAtWork, MessageBytes {
  readonly caller: Caller;
  /** Settles when it has ended. */
  readonly ended: Promise<unknown>;
}
