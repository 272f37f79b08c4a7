// Runs calls on this event loop, so many at a time and no more.
import type { Processor } from "../../processor/processor.ts";
import { Input, type ReadLimits } from "../../protocol/input.ts";
import type { Connection } from "../connections/connection.ts";
import type { Limits } from "../options/limits.ts";
import { type Executor, type Outcome, refuseBusy, WaitingConnections } from "./executor.ts";
import { type CallAtWork, Progress, type Watched } from "./progress.ts";

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
  readonly #maxQueuedCalls: number;
  readonly #input: Input;
  readonly #waiting = new WaitingConnections();

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
    this.#maxQueuedCalls = limits.maxQueuedCalls;
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
    const { bytes, start, limit, protocol, connection } = call as LocalCall;
    this.#input.reset(bytes, start, limit);
    return { method: this.#processor.nameOf(this.#input, protocol), peer: connection.peer };
  }

  get waitingCalls(): number {
    return this.#waiting.size;
  }

  get isFull(): boolean {
    return this.#calls.size >= this.#concurrency;
  }

  offer(connection: Connection): Outcome {
    if (this.#calls.size >= this.#concurrency) {
      const { size } = this.#waiting;
      if (size >= this.#maxQueuedCalls && !connection.waiting) return refuseBusy(connection, size);
      this.#waiting.add(connection);
      return "wait";
    }
    const { output, envelope, protocol } = connection;
    if (!this.#processor.speaks(protocol)) {
      const prepared = this.#processor.prepare(protocol);
      if (prepared !== undefined) {
        void prepared.then(() => connection.proceed());
        return "wait";
      }
    }
    this.#input.reset(connection.bytes, connection.start, connection.limit);
    const before = output.position;
    let later: ReturnType<Processor["process"]>;
    try {
      const mark = connection.beginReply(envelope);
      later = this.#processor.process(this.#input, output, protocol, connection, envelope);
      if (later === undefined) {
        connection.endReply(mark, envelope);
        return "done";
      }
    } catch (error) {
      output.position = before;
      throw error;
    }
    output.position = before;
    const { bytes, start, limit } = connection;
    const number = ++this.#lastNumber;
    const call = { number, worker: this.#worker, place: 0, connection, bytes, start, limit, protocol };
    this.#calls.add(call);
    this.#progress.wake();
    void later.then((write) => {
      this.#calls.delete(call);
      this.finished++;
      try {
        connection.finish(write, envelope);
      } finally {
        this.#proceed(); // those who waited come before the next call of this connection
      }
      connection.proceed();
    });
    return "taken";
  }

  refuse(connection: Connection, type: number, reason: string): boolean {
    const { output, envelope, protocol } = connection;
    if (!this.#processor.speaks(protocol) && this.#processor.prepare(protocol) !== undefined) return false;
    this.#input.reset(connection.bytes, connection.start, connection.limit);
    const before = output.position;
    const mark = connection.beginReply(envelope);
    const answered = this.#processor.refuse(this.#input, output, protocol, type, reason);
    if (answered) connection.endReply(mark, envelope);
    else output.position = before;
    return answered;
  }

  forget(connection: Connection): void {
    this.#waiting.delete(connection);
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
interface LocalCall extends CallAtWork, Pick<Connection, "bytes" | "start" | "limit" | "protocol"> {
  readonly connection: Connection;
}
