// The inside of a worker: it loads the handler once, then works until it is told to end.
import { keepPrintingFromWaiting, printed } from "../../log/console.ts";
import { setLogFormat } from "../../log/format.ts";
import { logWritten, setLogLevel, setLogWorker } from "../../log/log.ts";
import { tellLines } from "../../log/told_lines.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { Accepted, RuntimeParent } from "../../runtime/runtime.ts";
import { logBackgroundErrors } from "../background_errors.ts";
import { plainRules } from "../calls/batch_rules.ts";
import { type ServerMessage, toldToEnd, type WorkerMessage } from "../messages.ts";
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
import { entitleWorker } from "./title.ts";
import { openWork } from "./work/open.ts";
import { descriptorsLeft, openingOf } from "./work/opening.ts";
import type { Work, WorkParts } from "./work/work.ts";

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
  let work: Work | undefined;
  const load = () => work?.load ?? { waitingCalls: 0, connections: 0 }; // it may be asked before there is any
  const counts = message.counts && (await countsOf(message.counts, service, handler, load));
  const Processing = await processorOf(settings, (call) => reports.recorded(call));
  const refused = refusedCalls(reports.refusals);
  if (status !== undefined) status.ask = () => send(parent, { kind: "counters" });
  const limited = limitedHandler(handler, service, settings.limits);
  const processor = new Processing(service, limited, codecs, refused, undefined, counts?.calls);
  if (warmups !== undefined) await processor.prepare("binary");
  const ended = () => void worker.end();
  const parts = { id, parent, processor, handler, settings, reports, opening, counts, oneConnection, ended };
  work = await openWork(relayed, runs, parts);
  const worker = new Worker(parts, work);
  if (settings.maxCalls > 0 || settings.maxMemory > 0) {
    const { watchWear } = await import("./wear.ts");
    watchWear(processor, settings, (by, reason) => send(parent, { kind: "worn", by, reason }));
  }
  await work.open(service);
  const room = runs === "process" && !oneConnection ? await descriptorsLeft() : undefined;
  if (!oneConnection) entitleWorker(parent, id, "ready");
  send(parent, { kind: "ready", service, warnings, room, timeouts, rules: plainRules(handler) });
  // A worker that waits for its first client has the time that the client would have to wait.
  if (source.codecs !== undefined) void processor.prepare("binary")?.catch(() => {}); // its first client is told
  return worker;
}

class Worker {
  readonly #parts: WorkParts;
  readonly #work: Work;
  #draining = false;
  #ending = false;

  constructor(parts: WorkParts, work: Work) {
    this.#parts = parts;
    this.#work = work;
  }

  receive(message: ServerMessage, accepted?: Accepted): void {
    const { parent, handler } = this.#parts;
    switch (message.kind) {
      case "ping":
        send(parent, { kind: "pong" });
        return;
      case "counters":
        handler.counted?.(message.counters);
        return;
      case "retire":
        void this.#retire();
        return;
      case "drain":
        void this.#drain();
        return;
      case "leave":
        handler.batches?.hurry();
        break;
      case "announce":
        handler.ending?.();
    }
    this.#work.receive(message, accepted);
  }

  async #retire(): Promise<void> {
    await this.#work.retire();
    await this.#drain();
  }

  async #drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    const { parent, id, handler, oneConnection } = this.#parts;
    handler.batches?.hurry();
    if (!oneConnection) entitleWorker(parent, id, "ending");
    await this.#work.drain();
    await this.end();
  }

  /** Ends it: no call is at work. */
  async end(): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    const { parent, handler, reports, counts } = this.#parts;
    if (handler.close !== undefined) {
      send(parent, { kind: "closing" });
      await closeHandler(handler);
    }
    await this.#work.close();
    reports.flush();
    counts?.flush();
    printed();
    await logWritten();
    end(parent);
  }
}

function send(parent: RuntimeParent, message: WorkerMessage, sent?: () => void): void {
  parent.send(message, sent);
}

function end(parent: RuntimeParent): void {
  send(parent, { kind: "ended" }, () => parent.end());
}
