// What happens inside a worker: it loads the handler once, then runs the calls of the connections it
// is handed, or single calls that the server relays to it.

import type { ServiceCodec } from "../codec/codec.ts";
import { loadCodec } from "../codec/load.ts";
import type { Handler } from "../handler/handler.ts";
import { loadHandler } from "../handler/load.ts";
import type { HandlerSource } from "../handler/source.ts";
import { logWritten, setLogLevel } from "../log/log.ts";
import type { CallerConnection } from "../processor/context.ts";
import { Processor, type WriteReply } from "../processor/processor.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { Input } from "../protocol/input.ts";
import { Output } from "../protocol/output.ts";
import type { Accepted, RuntimeParent } from "../runtime/runtime.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { ProtocolName } from "../transport/detect.ts";
import { LocalExecutor } from "./local_executor.ts";
import type { CallMessage, ServerMessage, WorkerMessage } from "./messages.ts";
import { models } from "./models.ts";
import { LocalPlace } from "./place.ts";

/** Runs a worker until its parent has it end. */
export function runWorker(parent: RuntimeParent): void {
  let worker: Worker | undefined;
  parent.onMessage((message, accepted) => {
    const told = message as ServerMessage;
    if (told.kind === "start") {
      start(told, parent).then(
        (started) => {
          worker = started;
        },
        (error: unknown) => {
          const failure =
            error instanceof Error
              ? {
                  name: error.name,
                  message: isUsersOwn(error) ? error.message : (error.stack ?? error.message),
                }
              : { name: "Error", message: String(error) };
          send(parent, { kind: "failed", error: failure });
        },
      );
    } else if (worker !== undefined) worker.told(told, accepted);
    else if (told.kind === "drain") end(parent); // not even started: nothing to finish
  });
}

async function start(
  message: Extract<ServerMessage, { kind: "start" }>,
  parent: RuntimeParent,
): Promise<Worker> {
  const { id, runs, source, settings } = message;
  setLogLevel(settings.logLevel);
  const { handler, service, warnings } = await loadHandler(source);
  await handler.init?.({ id, runs, model: settings.model });
  const processor = new Processor(service, handler, await codecsOf(source, service));
  const worker = new Worker(parent, processor, handler, message);
  if (runs === "process") {
    // A terminal's Ctrl-C reaches every process of a server, which itself tells its workers when to end. So
    // does a service manager's SIGTERM; sent to one worker alone it ends that one, and has it replaced.
    process.on("SIGINT", () => {});
    process.on("SIGTERM", () => worker.told({ kind: "drain" }, undefined));
  }
  send(parent, { kind: "ready", service, warnings });
  return worker;
}

/** Codecs that the server has generated are only compiled here. */
async function codecsOf(
  { codecs }: HandlerSource,
  service: ResolvedService,
): Promise<(protocol: ProtocolName) => ServiceCodec> {
  if (codecs !== undefined) return (protocol) => loadCodec(codecs[protocol]);
  const { compileCodec } = await import("../codec/compile.ts");
  return (protocol) => compileCodec(service, protocol);
}

class Worker {
  readonly #parent: RuntimeParent;
  readonly #processor: Processor;
  readonly #handler: Handler;
  readonly #place: LocalPlace;
  /** A forked process ends with its connection. */
  readonly #once: boolean;
  readonly #input = new Input();
  readonly #output = new Output();
  #draining = false;
  #ending = false;
  readonly #atWork = new Map<number, RelayedCaller>();

  constructor(
    parent: RuntimeParent,
    processor: Processor,
    handler: Handler,
    { settings }: Extract<ServerMessage, { kind: "start" }>,
  ) {
    this.#parent = parent;
    this.#processor = processor;
    this.#handler = handler;
    const { workers, runs } = models[settings.model];
    this.#once = workers === "per connection" && runs === "process";
    this.#place = new LocalPlace(new LocalExecutor(processor, settings.concurrency), new Output(), settings);
  }

  told(message: ServerMessage, accepted: Accepted | undefined): void {
    if (message.kind === "call") this.#call(message);
    else if (message.kind === "connection") this.#connection(message.connection, accepted);
    else if (message.kind === "drain") this.#drain();
    else if (message.kind === "gone") {
      for (const caller of this.#atWork.values()) {
        if (caller.connection === message.connection) caller.gone();
      }
    }
  }

  #drain(): void {
    this.#draining = true;
    void this.#place.drain().then(() => this.#end());
  }

  #connection(connection: number, accepted: Accepted | undefined): void {
    if (this.#draining) return; // not taken: the server gives it to another once this worker is gone
    send(this.#parent, { kind: "taken", connection });
    const left = () => {
      send(this.#parent, { kind: "left", connection });
      if (this.#once) void this.#end();
    };
    // A client that was gone before it came here arrives as nothing.
    if (accepted === undefined) left();
    else this.#place.take(accepted, left);
  }

  #call(message: CallMessage): void {
    const caller = new RelayedCaller(message.peer, message.connection);
    const output = this.#output;
    this.#input.reset(message.message);
    let later: ReturnType<Processor["process"]>;
    try {
      later = this.#processor.process(this.#input, output, message.protocol, caller);
    } catch (error) {
      output.position = 0;
      if (!(error instanceof ProtocolError)) throw error;
      send(this.#parent, { kind: "unreadable", call: message.call, reason: error.message });
      return;
    }
    if (later === undefined) {
      this.#reply(message.call);
      return;
    }
    output.position = 0;
    this.#atWork.set(message.call, caller);
    void later.then((write: WriteReply) => {
      this.#atWork.delete(message.call);
      write(output);
      this.#reply(message.call);
    });
  }

  #reply(call: number): void {
    const reply = this.#output.bytes.slice(0, this.#output.position);
    this.#output.position = 0;
    send(this.#parent, { kind: "reply", call, reply });
  }

  async #end(): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    try {
      await this.#handler.close?.();
    } finally {
      await logWritten();
      end(this.#parent);
    }
  }
}

/** The client of a call that the server relayed. */
class RelayedCaller implements CallerConnection {
  readonly peer: string;
  readonly connection: number;
  #abort: AbortController | undefined;

  constructor(peer: string, connection: number) {
    this.peer = peer;
    this.connection = connection;
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  gone(): void {
    this.#abort ??= new AbortController();
    this.#abort.abort();
  }
}

function send(parent: RuntimeParent, message: WorkerMessage): void {
  parent.send(message);
}

function end(parent: RuntimeParent): void {
  send(parent, { kind: "ended" });
  parent.end();
}

/** Errors whose message says all that there is to say, without a stack. */
function isUsersOwn(error: Error): boolean {
  return error.name === "HandlerError" || error.name === "InitError" || error.name === "IdlError";
}
