// Runs the calls of connections that this event loop holds in threads beside it, on runtimes or under
// models that do not hand the connection itself to a thread.

import type { MessageHead } from "../codec/codec.ts";
import { compileCodec } from "../codec/compile.ts";
import { applicationExceptionType } from "../processor/application_exception.ts";
import { Input } from "../protocol/input.ts";
import type { Output } from "../protocol/output.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { Connection } from "./connection.ts";
import { type Executor, type Outcome, WaitingConnections } from "./executor.ts";
import type { CallMessage, ServerMessage } from "./messages.ts";

/** A worker that calls are sent to. */
export interface RelayWorker {
  send(message: ServerMessage): void;
}

/** Gives each message to a worker that has room: the one that has been free longest. */
export class RelayExecutor implements Executor {
  readonly #concurrency: number;
  readonly #waiting = new WaitingConnections();
  /** A worker stands here once for each further call it may run. */
  readonly #free: RelayWorker[] = [];
  readonly #calls = new Map<number, RelayedCall>();
  #lastCall = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  offer(connection: Connection): Outcome {
    const worker = this.#free.shift();
    if (worker === undefined) {
      this.#waiting.add(connection);
      return "wait";
    }
    const call = ++this.#lastCall;
    const message: CallMessage = {
      kind: "call",
      call,
      connection: connection.id,
      peer: connection.peer,
      protocol: connection.protocol,
      message: connection.bytes.slice(connection.start, connection.limit),
    };
    this.#calls.set(call, { connection, worker, message });
    worker.send(message);
    return "taken";
  }

  /** Takes in a worker that is ready. */
  add(worker: RelayWorker): void {
    for (let i = 0; i < this.#concurrency; i++) this.#free.push(worker);
    this.#proceed();
  }

  /** Sends a reply on; empty for a call that has none. */
  reply(call: number, reply: Uint8Array): void {
    const relayed = this.#calls.get(call);
    if (relayed === undefined) return;
    this.#calls.delete(call);
    this.#free.push(relayed.worker);
    this.#finish(relayed.connection, (output) => {
      output.reserve(reply.length);
      output.bytes.set(reply, output.position);
      output.position += reply.length;
    });
  }

  /** Closes the connection of a call that the worker could not read. */
  unreadable(call: number, reason: string): void {
    const relayed = this.#calls.get(call);
    if (relayed === undefined) return;
    this.#calls.delete(call);
    this.#free.push(relayed.worker);
    relayed.connection.abandon(reason);
    this.#finish(relayed.connection, () => {});
  }

  /** Tells the workers that a connection whose calls they run is gone. */
  gone(connection: Connection): void {
    for (const relayed of this.#calls.values()) {
      if (relayed.connection === connection) relayed.worker.send({ kind: "gone", connection: connection.id });
    }
  }

  /** Answers the calls of a worker that has ended. */
  remove(worker: RelayWorker, reason: string): void {
    for (let i = this.#free.length - 1; i >= 0; i--) if (this.#free[i] === worker) this.#free.splice(i, 1);
    for (const [call, relayed] of this.#calls) {
      if (relayed.worker !== worker) continue;
      this.#calls.delete(call);
      this.#finish(relayed.connection, (output) => writeWorkerEnded(output, relayed.message, reason));
    }
  }

  /** How many calls are at work. */
  get atWork(): number {
    return this.#calls.size;
  }

  #finish(connection: Connection, write: (output: Output) => void): void {
    connection.finish(write);
    this.#proceed();
    connection.proceed();
  }

  #proceed(): void {
    while (this.#free.length > 0) {
      const next = this.#waiting.take();
      if (next === undefined) return;
      next.proceed();
    }
  }
}

interface RelayedCall {
  readonly connection: Connection;
  readonly worker: RelayWorker;
  readonly message: CallMessage;
}

/** A service without functions knows enough to read who was called and to answer with an exception. */
const anyService: ResolvedService = {
  name: "",
  functions: [],
  schema: { program: "", namespaces: {}, structs: {}, enums: {}, constants: {}, services: {} },
};

function writeWorkerEnded(output: Output, { protocol, message }: CallMessage, reason: string): void {
  const codec = compileCodec(anyService, protocol);
  const head: MessageHead = { name: "", type: 0, seqid: 0, index: -1, strict: true };
  const input = new Input();
  input.reset(message);
  codec.readMessageBegin(input, head);
  codec.writeApplicationException(
    output,
    head.name,
    head.seqid,
    applicationExceptionType.INTERNAL_ERROR,
    `the worker that ran ${head.name} ended: ${reason}`,
    head.strict,
  );
}
