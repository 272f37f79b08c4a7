// Runs calls on this event loop, so many at a time and no more.
import type { Processor } from "../../processor/processor.ts";
import { Input, type ReadLimits } from "../../protocol/input.ts";
import type { Limits } from "../options/limits.ts";
import type { Caller, Executor, Message, Outcome } from "./executor.ts";
import { type CallAtWork, Progress, type Watched } from "./progress.ts";
import { WaitingCallers } from "./waiting_callers.ts";

/** The executor of inline models and, inside a worker, of the connections it was handed. */
export class LocalExecutor implements Executor, Watched {
  readonly #worker: number | undefined;
  readonly #progress = new Progress();
  /** Calls that were not answered at once. */
  readonly #calls = new Set<LocalCall>();
  #lastNumber = 0;
  finished = 0;
  readonly #processor: Processor;
  readonly #concurrency: number;
  readonly #input: Input;
  readonly #waiting: WaitingCallers;

  /** @param worker whose it is, where that is a worker. */
  constructor(
    processor: Processor,
    concurrency: number,
    limits: ReadLimits & Pick<Limits, "maxQueuedCalls">,
    worker?: number,
  ) {
    this.#worker = worker;
    this.#progress.add(this);
    this.#processor = processor;
    this.#concurrency = concurrency;
    this.#waiting = new WaitingCallers(limits.maxQueuedCalls);
    this.#input = new Input(limits);
  }

  get ready(): boolean {
    return this.unready === undefined;
  }

  get unready(): string | undefined {
    return this.#progress.stuck;
  }

  callsAtWork(): Iterable<CallAtWork> {
    return this.#calls;
  }

  callerOf(call: CallAtWork): { method: string; peer: string } {
    const { bytes, start, end, protocol, caller } = call as LocalCall;
    this.#input.reset(bytes, start, end);
    return { method: this.#processor.nameOf(this.#input, protocol), peer: caller.peer };
  }

  get waitingCalls(): number {
    return this.#waiting.size;
  }

  get isFull(): boolean {
    return this.#calls.size >= this.#concurrency;
  }

  offer(caller: Caller): Outcome {
    if (this.#calls.size >= this.#concurrency) {
      if (this.#waiting.turnsAway(caller)) return "done";
      this.#waiting.add(caller);
      return "wait";
    }
    const { output, message } = caller;
    const { bytes, start, end, protocol, envelope } = message;
    if (!this.#processor.speaks(protocol)) {
      const prepared = this.#processor.prepare(protocol);
      if (prepared !== undefined) {
        void prepared.then(() => caller.proceed()); // it waits for nobody, and so stands in no queue
        return "wait";
      }
    }
    this.#input.reset(bytes, start, end);
    const before = output.position;
    let later: ReturnType<Processor["process"]>;
    try {
      const mark = caller.beginReply(envelope);
      later = this.#processor.process(this.#input, output, protocol, caller, envelope);
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
    const call = { number, worker: this.#worker, place: 0, caller, bytes, start, end, protocol };
    this.#calls.add(call);
    this.#progress.wake();
    void later.then((write) => {
      this.#calls.delete(call);
      this.finished++;
      try {
        caller.answer(write, envelope);
        caller.flush();
      } finally {
        this.#proceed(); // those who waited come before the next call of this caller
      }
      caller.proceed();
    });
    return "accepted";
  }

  refuse(caller: Caller, type: number, reason: string): boolean {
    const { output, message } = caller;
    const { bytes, start, end, protocol, envelope } = message;
    if (!this.#processor.speaks(protocol) && this.#processor.prepare(protocol) !== undefined) return false;
    this.#input.reset(bytes, start, end);
    const before = output.position;
    const mark = caller.beginReply(envelope);
    const answered = this.#processor.refuse(this.#input, output, protocol, type, reason);
    if (answered) caller.endReply(mark, envelope);
    else output.position = before;
    return answered;
  }

  forget(caller: Caller): void {
    this.#waiting.delete(caller);
  }

  #proceed(): void {
    while (this.#calls.size < this.#concurrency) {
      const next = this.#waiting.take();
      if (next === undefined) return;
      next.proceed();
    }
  }
}

/** A call at work, and where its message lies. */
interface LocalCall extends CallAtWork, Omit<Message, "envelope"> {
  readonly caller: Caller;
}
