// Runs calls on this event loop, so many at a time and no more.
import type { Processor } from "../processor/processor.ts";
import { Input } from "../protocol/input.ts";
import type { Connection } from "./connection.ts";
import { type Executor, type Outcome, WaitingConnections } from "./executor.ts";

/** The executor of inline models and, inside a worker, of the connections it was handed. */
export class LocalExecutor implements Executor {
  readonly ready = true;
  readonly #processor: Processor;
  readonly #concurrency: number;
  readonly #input = new Input();
  readonly #waiting = new WaitingConnections();
  #atWork = 0;

  constructor(processor: Processor, concurrency: number) {
    this.#processor = processor;
    this.#concurrency = concurrency;
  }

  offer(connection: Connection): Outcome {
    if (this.#atWork >= this.#concurrency) {
      this.#waiting.add(connection);
      return "wait";
    }
    const { output, envelope } = connection;
    this.#input.reset(connection.bytes, connection.start, connection.limit);
    const before = output.position;
    const mark = connection.beginReply(envelope);
    let later: ReturnType<Processor["process"]>;
    try {
      later = this.#processor.process(this.#input, output, connection.protocol, connection, envelope);
    } catch (error) {
      output.position = before;
      throw error;
    }
    if (later === undefined) {
      connection.endReply(mark, envelope);
      return "done";
    }
    output.position = before;
    this.#atWork++;
    void later.then((write) => {
      this.#atWork--;
      connection.finish(write, envelope);
      this.#proceed(); // those who waited come before the next call of this connection
      connection.proceed();
    });
    return "taken";
  }

  #proceed(): void {
    while (this.#atWork < this.#concurrency) {
      const next = this.#waiting.take();
      if (next === undefined) return;
      next.proceed();
    }
  }
}
