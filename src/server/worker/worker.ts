// The inside of a worker: it loads the handler once, then runs the calls of the connections that it is handed, or single
// calls that the server relays to it.

import type { Handler } from "../../handler/handler.ts";
import { keepPrintingFromWaiting, printed } from "../../log/console.ts";
import { setLogFormat } from "../../log/format.ts";
import { logWritten, setLogLevel, setLogWorker } from "../../log/log.ts";
import { tellLines } from "../../log/told_lines.ts";
import { Traffic } from "../../metrics/traffic.ts";
import type { Processor } from "../../processor/processor.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import { Output } from "../../protocol/output.ts";
import type { Accepted, RuntimeParent } from "../../runtime/runtime.ts";
import { logBackgroundErrors } from "../background_errors.ts";
import { plainRules } from "../calls/batch_rules.ts";
import { LocalExecutor } from "../calls/local_executor.ts";
import { PostedCalls } from "../calls/posted/runner.ts";
import type { RunnerParts } from "../calls/relay/inside/parts.ts";
import { RelayedCalls } from "../calls/relay/inside/runner.ts";
import type { CallRunner } from "../calls/worker_calls.ts";
import { LocalConnections } from "../connections/local_connections.ts";
import { Watchdog } from "../connections/watchdog.ts";
import type { LoopLoad, WorkerCounts } from "../counting/worker_counts.ts";
import {
  type ConnectionMessage,
  type LetGo,
  type ServerMessage,
  toldToEnd,
  type WorkerMessage,
} from "../messages.ts";
import { Membership } from "../nats/membership.ts";
import type { Settings } from "../options/settings.ts";
import { processorOf } from "../processing.ts";
import { refusedCalls } from "../refusals.ts";
import { Reports, type WorkerReport } from "../reports.ts";
import type { SharedMessage, ShareMessage } from "../sharing/messages.ts";
import { closeHandler } from "./close_handler.ts";
import { codecsOf } from "./codecs.ts";
import { countsOf } from "./counts.ts";
import { failureOf } from "./failure.ts";
import { initialized } from "./initialized.ts";
import { leaveSignals } from "./leave_signals.ts";
import { limitedHandler } from "./limited_handler.ts";
import { loadWatched } from "./load_watched.ts";
import { descriptorsLeft, type Opening, openingOf } from "./opening.ts";
import { entitleWorker } from "./title.ts";

/** Runs a worker until its parent has it end. */
export function runWorker(parent: RuntimeParent): void {
  let starting: Promise<void> | undefined;
  let worker: Worker | undefined;
  let runs: "thread" | "process" | undefined;
  /** The answer to its only question, before it takes calls. */
  const shared = Promise.withResolvers<SharedMessage>();

  function receive(message: ServerMessage, accepted?: Accepted): void {
    if (message.kind === "start") {
      if (message.runs === "process" && process.ppid !== message.server) {
        parent.end(); // the server is gone: it will never tell this worker to end
        return;
      }
      runs = message.runs;
      logBackgroundErrors();
      if (runs === "process")
        leaveSignals(() => {
          if (worker === undefined) receive({ kind: "drain" });
          else send(parent, { kind: "worn", by: "told", reason: toldToEnd });
        });
      starting = start(message, parent, shared.promise).then(
        (started) => {
          worker = started;
        },
        (error: unknown) => send(parent, { kind: "failed", error: failureOf(error) }),
      );
    } else if (message.kind === "shared") shared.resolve(message);
    else if (message.kind === "stop") void (starting ?? Promise.resolve()).then(() => end(parent));
    else if (worker !== undefined) worker.receive(message, accepted);
    // A process may end in the middle of its start. A thread may not: it would take the program with it when that
    // is native code's. Its `close` is run when its `init` was.
    else if (message.kind === "drain" && runs !== "thread") end(parent);
    else if (message.kind === "drain") void starting?.then(() => worker?.receive(message));
  }

  parent.onMessage((message, accepted) => receive(message as ServerMessage, accepted));
}

async function start(
  message: Extract<ServerMessage, { kind: "start" }>,
  parent: RuntimeParent,
  answer: Promise<SharedMessage>,
): Promise<Worker> {
  const { id, runs, source, settings, oneConnection, relayed } = message;
  setLogLevel(settings.logLevel);
  setLogFormat(settings.logFormat);
  setLogWorker(id);
  if (settings.captureOutput) (await import("../../log/captured.ts")).captureOutput();
  else keepPrintingFromWaiting();
  const tell = (report: WorkerReport) => send(parent, { kind: "report", report });
  const reports = new Reports(tell);
  if (message.counts) tellLines((line) => reports.logged({ ...line, worker: id }));
  const { handler, service, warnings, status } = await loadWatched(source, settings, tell);
  const { timeouts, init, warmups, share } = handler;
  // A forked worker without anything to prepare may live for one short call.
  if (!oneConnection || init !== undefined || share !== undefined || warmups !== undefined) parent.started();
  const begins = (stage: "init" | "warmup") =>
    new Promise<void>((told) => send(parent, { kind: "stage", stage }, told)); // it may hold up this event loop
  const about = { id, runs, model: settings.model, ...message.equipment };
  const asking = { begins: () => begins("init"), send: (said: ShareMessage) => send(parent, said), answer };
  const self = await initialized(handler, about, asking);
  const opening = await openingOf(settings, message.tls);
  const tellCompiled = (protocol: ProtocolName) => send(parent, { kind: "compiled", protocol });
  let codecs = await codecsOf(source, service, tellCompiled, runs === "process" || !relayed);
  if (warmups !== undefined) {
    await begins("warmup");
    const { warmUp } = await import("./warm_up.ts");
    codecs = await warmUp({ service, handler, steps: warmups, worker: self, file: source.file, codecs });
  }
  const counts = message.counts && (await countsOf(message.counts, service, handler, () => worker.load));
  const Processing = await processorOf(settings, (call) => reports.recorded(call));
  const refused = refusedCalls(reports.refusals);
  if (status !== undefined) status.ask = () => send(parent, { kind: "counters" });
  const limited = limitedHandler(handler, service, settings.limits);
  const processor = new Processing(service, limited, codecs, refused, undefined, counts?.calls);
  if (warmups !== undefined) await processor.prepare("binary");
  const worker: Worker = new Worker(parent, processor, handler, reports, message, opening, counts);
  if (settings.maxCalls > 0 || settings.maxMemory > 0) {
    const { watchWear } = await import("./wear.ts");
    watchWear(processor, settings, (by, reason) => send(parent, { kind: "worn", by, reason }));
  }
  await worker.membership.open(service);
  const room = runs === "process" && !oneConnection ? await descriptorsLeft() : undefined;
  if (!oneConnection) entitleWorker(parent, id, "ready");
  send(parent, { kind: "ready", service, warnings, room, timeouts, rules: plainRules(handler) });
  // A worker that waits for its first client has the time that the client would have to wait.
  if (source.codecs !== undefined) void processor.prepare("binary")?.catch(() => {}); // its first client is told
  return worker;
}

class Worker {
  readonly #parent: RuntimeParent;
  readonly #id: number;
  readonly #processor: Processor;
  readonly #handler: Handler;
  readonly #local: LocalConnections;
  readonly #reports: Reports;
  readonly #settings: Settings;
  readonly #counts: WorkerCounts | undefined;
  readonly #executor: LocalExecutor;
  readonly #callParts: RunnerParts;
  /** A forked process ends with its connection. */
  readonly #once: boolean;
  /** The calls that the server relays or posts, once it has begun to. */
  #calls: CallRunner | undefined;
  /** Of the group that it takes calls of itself, if it does. */
  readonly membership: Membership;
  /** Connections of which the server is being told that they are here. */
  #arriving = 0;
  #draining = false;
  #ending = false;

  constructor(
    parent: RuntimeParent,
    processor: Processor,
    handler: Handler,
    reports: Reports,
    { id, settings, oneConnection }: Extract<ServerMessage, { kind: "start" }>,
    opening: Opening,
    counts: WorkerCounts | undefined,
  ) {
    this.#parent = parent;
    this.#id = id;
    this.#processor = processor;
    this.#handler = handler;
    this.#once = oneConnection;
    const { concurrency, limits } = settings;
    this.#reports = reports;
    this.#settings = settings;
    this.#counts = counts;
    this.#callParts = { counts: counts?.calls, batches: handler.batches, certificates: opening.certificates };
    this.#executor = new LocalExecutor(processor, concurrency, limits, id, counts?.calls);
    this.#executor.gather(handler.batches, concurrency);
    this.#local = new LocalConnections(this.#executor, {
      output: new Output(undefined, limits, reports.unknownFields),
      settings,
      watch: new Watchdog(limits, reports.refusals, new Traffic(counts?.calls.cells)),
      ...opening,
    });
    this.membership = new Membership({ id, settings, local: this.#local, handler, reports });
  }

  /** The work that it has with connections of its own. */
  get load(): LoopLoad {
    return { waitingCalls: this.#executor.waitingCalls, connections: this.#local.connections };
  }

  receive(message: ServerMessage, accepted?: Accepted): void {
    if (message.kind === "relay") {
      const { limits } = this.#settings;
      const rest = [this.#newOutput(), limits, this.#callParts] as const;
      this.#calls = new RelayedCalls(this.#parent, this.#processor, message, ...rest);
    } else if (message.kind === "post" || message.kind === "call" || message.kind === "gone") {
      const rest = [this.#newOutput(), this.#settings, this.#callParts] as const;
      this.#calls ??= new PostedCalls(this.#parent, this.#processor, ...rest);
      this.#calls.receive(message);
    } else if (message.kind === "connection") this.#connection(message, accepted);
    else if (message.kind === "move") {
      this.#local.move();
      void this.membership.leaveToOthers();
    } else if (message.kind === "joinGroup") this.membership.join();
    else if (message.kind === "leave") {
      void this.membership.leave();
      this.#handler.batches?.hurry();
      this.#local.leave();
    } else if (message.kind === "drain") void this.#drain();
    else if (message.kind === "announce") {
      this.#local.announceEnd();
      this.#handler.ending?.();
    } else if (message.kind === "counters") this.#handler.counted?.(message.counters);
    else if (message.kind === "retire") void this.#retire();
    else if (message.kind === "ping") send(this.#parent, { kind: "pong" });
  }

  #newOutput(): Output {
    return new Output(undefined, this.#settings.limits, this.#reports.unknownFields);
  }

  async #retire(): Promise<void> {
    await this.membership.leaveToOthers();
    await this.#calls?.drain();
    await this.#drain();
  }

  async #drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    this.#handler.batches?.hurry();
    if (!this.#once) entitleWorker(this.#parent, this.#id, "ending");
    await this.membership.leave();
    do {
      await this.#local.drain();
      while (this.#arriving > 0) await new Promise((resolve) => setTimeout(resolve, arrivesWithin));
    } while (this.#local.connections > 0);
    await this.#end();
  }

  #connection(
    { connection, moves, hasCalled, place, client }: ConnectionMessage,
    accepted: Accepted | undefined,
  ): void {
    if (this.#draining) return; // not taken: the server gives it to another once this worker is gone
    const left = () => {
      this.#counts?.flush();
      send(this.#parent, { kind: "left", connection });
      if (this.#once) void this.#end();
    };
    const moved = (letGo: LetGo) => send(this.#parent, { kind: "moved", connection, ...letGo });
    // Read from only when the server is sure to know: it would give the connection to another worker if this one
    // died before, and what was read of it would be lost.
    const arrived = () => {
      this.#arriving--;
      // A client that was gone before it came here arrives as nothing.
      if (accepted === undefined) left();
      else {
        if (this.#once) this.#parent.started();
        accepted.hasCalled = hasCalled === true;
        accepted.place = place;
        accepted.client = client;
        this.#local.take(accepted, left, moves ? moved : undefined);
      }
    };
    this.#arriving++;
    send(this.#parent, { kind: "arrived", connection }, arrived);
  }

  async #end(): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    if (this.#handler.close !== undefined) {
      send(this.#parent, { kind: "closing" });
      await closeHandler(this.#handler);
    }
    await this.membership.close();
    this.#reports.flush();
    this.#counts?.flush();
    printed();
    await logWritten();
    end(this.#parent);
  }
}

/** Milliseconds between two looks. */
const arrivesWithin = 5;

function send(parent: RuntimeParent, message: WorkerMessage, sent?: () => void): void {
  parent.send(message, sent);
}

function end(parent: RuntimeParent): void {
  send(parent, { kind: "ended" }, () => parent.end());
}
