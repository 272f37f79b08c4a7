// Runs calls on this event loop, so many at a time and no more.
import type { Processor } from "../processor/processor.ts";
import { Input, type ReadLimits } from "../protocol/input.ts";
import type { Connection } from "./connection.ts";
import { type Executor, type Outcome, refuseBusy, WaitingConnections } from "./executor.ts";
import type { Limits } from "./limits.ts";

/** The executor of inline models and, inside a worker, of the connections it was handed. */
export class LocalExecutor implements Executor {
  readonly ready = true;
  readonly #processor: Processor;
  readonly #concurrency: number;
  readonly #maxQueuedCalls: number;
  readonly #input: Input;
  readonly #waiting = new WaitingConnections();
  #atWork = 0;

  constructor(
    processor: Processor,
    concurrency: number,
    limits: ReadLimits & Pick<Limits, "maxQueuedCalls">,
  ) {
    this.#processor = processor;
    this.#concurrency = concurrency;
    this.#maxQueuedCalls = limits.maxQueuedCalls;
    this.#input = new Input(limits);
  }

  offer(connection: Connection): Outcome {
    if (this.#atWork >= this.#concurrency) {
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
    this.#atWork++;
    void later.then((write) => {
      this.#atWork--;
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
    while (this.#atWork < this.#concurrency) {
      const next = this.#waiting.take();
      if (next === undefined) return;
      next.proceed();
    }
  }
}
