// One worker, thread or process, seen from the server that started it.
import { runtime } from "../../runtime/current.ts";
import type { Accepted, RuntimeWorker } from "../../runtime/runtime.ts";
import type { CallWorker } from "../calls/worker_calls.ts";
import type { Place } from "../connections/local_connections.ts";
import type { CountedWorker } from "../counting/counting.ts";
import { restartReasonOf } from "../counting/observed.ts";
import type { ServerMessage, WorkerMessage } from "../messages.ts";
import { workerTitle } from "../worker/title.ts";
import type { Phase, Readiness } from "./crew.ts";
import { HandedConnections } from "./handed_connections.ts";
import { endedEarly, overdueStart, startError, WorkerStartError } from "./start_error.ts";
import { logCloseOverdue, logEnded, logHeld, logLeft, logStarted } from "./worker_log.ts";
import type { WorkerHandleEvents, WorkerPlan } from "./worker_plan.ts";
import type { Start } from "./worker_watch.ts";

/** A running worker. As a place it holds the connections that were handed to it. */
export class WorkerHandle implements CallWorker, Place {
  /** Counts the workers of a server, from 1. */
  readonly id: number;
  /** Resolves when it takes calls. @throws {WorkerStartError} */
  readonly ready: Promise<Readiness>;
  /** Resolves when it is gone. */
  readonly exited: Promise<void>;
  readonly #worker: RuntimeWorker;
  readonly #events: WorkerHandleEvents;
  readonly #handed: HandedConnections;
  readonly #plan: WorkerPlan;
  readonly #starting: Start;
  /** Its device, if it has one. */
  readonly device: string | undefined;
  /** Its counts, where there are any. */
  readonly counts: CountedWorker | undefined;
  readonly #ready = Promise.withResolvers<Readiness>();
  readonly #exited = Promise.withResolvers<void>();
  #phase: Phase = "init";
  /** It has said that it does nothing more. */
  #idle = false;
  /** The server waits for it no more. */
  #left = false;
  #gone = false;
  /** The reason why it was ended in the middle of a call. */
  #interrupted: string | undefined;
  #ending = false;
  #mayEnd = false;
  /** Until it is ended because its `close`, or its start, takes too long. */
  #overdue: ReturnType<typeof setTimeout> | undefined;
  /** Until it is ended because its start takes longer than the option allows. */
  #startOverdue: ReturnType<typeof setTimeout> | undefined;

  constructor(id: number, plan: WorkerPlan, events: WorkerHandleEvents) {
    this.id = id;
    this.#plan = plan;
    this.#handed = new HandedConnections(plan.runs === "process" ? plan.kept : undefined);
    this.#events = events;
    this.ready = this.#ready.promise;
    this.exited = this.#exited.promise;
    this.ready.catch(() => {}); // its other listeners hear of it
    const { runs, source, settings, oneConnection, relayed, tls } = plan;
    this.#starting = plan.watch.starts(id);
    this.counts = plan.counting?.worker(runs);
    const { told, variables } = plan.equipment.begins();
    this.device = told.device;
    const receive = (message: unknown) => this.#receive(message as WorkerMessage);
    const heard = { message: receive, exit: (reason: string) => this.#exit(reason) };
    const options = { title: workerTitle(id), variables };
    this.#worker = runs === "thread" ? runtime.startThread(heard) : runtime.startProcess(heard, options);
    const about = { id, runs, source, settings, oneConnection, relayed, equipment: told };
    const files = runs === "process" ? tls?.files : undefined;
    this.send({ kind: "start", server: process.pid, ...about, tls: files, counts: this.counts?.memory });
    const { initTimeout } = settings;
    if (initTimeout > 0)
      this.#startOverdue = setTimeout(() => this.#endStart(initTimeout), initTimeout * 1000);
  }

  get runs(): "thread" | "process" {
    return this.#plan.runs;
  }

  /** Its process id, or its thread's number. */
  get number(): number {
    return this.#worker.id;
  }

  get connections(): number {
    return this.#handed.size;
  }

  /** The number of those that have not arrived there: it is at a call, or stuck. */
  get untaken(): number {
    return this.#handed.onTheirWay;
  }

  /** Whether it has never been handed a connection. */
  get isUnused(): boolean {
    return this.#handed.isUnused;
  }

  /** Whether it has not looked up from its calls lately, as far as it holds connections itself. */
  get isHeldUp(): boolean {
    return this.#plan.watch.isHeldUp(this);
  }

  /** Its phase. */
  get phase(): Phase {
    return this.#phase;
  }

  /** Lets go of connections on their way to it whose clients have left. */
  look(): void {
    this.#handed.look();
  }

  send(message: ServerMessage): void {
    this.#worker.send(message);
  }

  /** Sends a message and gives away the memory that it refers to. */
  give(message: ServerMessage, memory: ArrayBuffer): void {
    this.#worker.give(message, memory);
  }

  take(accepted: Accepted, left: () => void): void {
    this.#plan.watch.holds(this);
    this.#worker.send(this.#handed.add(accepted, left), accepted);
  }

  /** Tells it to finish its calls and end. Resolves when it is gone. */
  drain(): Promise<void> {
    const { runs, endsProgram } = this.#plan;
    this.#ending = true;
    this.send({ kind: "drain" });
    if (this.#phase === "init" && runs === "process") {
      // Nothing is lost with it, and it need not look up from what it loads.
      this.#overdue ??= setTimeout(() => this.kill(), startEndsWithin);
    } else if (this.#phase === "init" && endsProgram) this.#giveUp();
    return this.exited;
  }

  /**
   * Tells it to finish the calls that are relayed to it too, and to end: others take its place. Resolves when it is
   * gone.
   */
  retire(): Promise<void> {
    if (this.#phase === "init") return this.drain();
    this.#ending = true;
    this.send({ kind: "retire" });
    return this.exited;
  }

  /** That it ends by itself, in good order, is no failure. */
  expectEnd(): void {
    this.#mayEnd = true;
  }

  /**
   * Ends it at once, whatever it does: a process. A thread is asked to, and when it does not look up from what it does
   * it is left to itself, for to end it by force may end the whole program; it ends when it does look up.
   */
  kill(): void {
    this.#ending = true;
    clearTimeout(this.#overdue);
    if (this.runs === "process" || this.#idle) {
      this.#worker.kill();
      return;
    }
    this.send({ kind: "stop" });
    if (this.#plan.endsProgram) this.#giveUp();
    else this.#overdue = setTimeout(() => this.#giveUp(), looksUpWithin);
  }

  /**
   * Ends it in the middle of a call that holds it, and has it replaced.
   * @param why for the log.
   * @returns false where it has to be left at that: a thread that may be in native code.
   */
  interrupt(why: string): boolean {
    if (this.#gone || this.#interrupted !== undefined) return true;
    this.#interrupted = why; // its end may be told at once
    if (this.#worker.interrupt()) return true;
    this.#interrupted = undefined;
    logHeld(this, why);
    return false;
  }

  #receive(message: WorkerMessage): void {
    switch (message.kind) {
      case "ready":
        this.#phase = "calls";
        clearTimeout(this.#startOverdue);
        this.#starting.over();
        this.counts?.ready(message);
        logStarted(this, this.#starting.lasting.since);
        this.#ready.resolve(message);
        break;
      case "stage":
        this.#starting.stage = message.stage;
        break;
      case "failed":
        this.#ready.reject(startError(message.error));
        this.#idle = true;
        this.kill();
        break;
      case "pong":
        this.#plan.watch.answered(this);
        break;
      case "arrived":
        this.#plan.watch.answered(this);
        this.#handed.arrived(message.connection);
        this.#events.arrived();
        break;
      case "moved":
        this.#handed.moved(message.connection, message, this.#events.untaken);
        break;
      case "left":
        this.#handed.leave(message.connection);
        break;
      case "compiled":
        this.#events.compiled(message.protocol);
        break;
      case "worn":
        this.#events.worn(message.by, message.reason);
        break;
      case "report":
        this.#events.report(message.report);
        break;
      case "counters":
        this.send({ kind: "counters", counters: this.#plan.counting?.counters ?? {} });
        break;
      case "share":
        this.#plan.sharing.receive(this, message);
        break;
      case "closing":
        this.#closes();
        break;
      case "ended":
        this.#idle = true;
        this.kill();
        break;
      default:
        this.#events.relayed(message);
    }
  }

  /** Acts on its end the first time only: one that was given up may end later. */
  #exit(how: string): void {
    if (this.#gone) return;
    const reason = this.#interrupted ?? how;
    this.#gone = true;
    clearTimeout(this.#overdue);
    clearTimeout(this.#startOverdue);
    this.#starting.over();
    this.counts?.ended();
    this.#plan.equipment.ends();
    this.#plan.sharing.gone(this);
    const { watch, source } = this.#plan;
    watch.gone(this);
    this.#ready.reject(new WorkerStartError(endedEarly(this.id, this.#starting.stage, source.file, reason)));
    const isExpected = this.#ending || (this.#mayEnd && reason === "exit code 0");
    logEnded(this, reason, this.#phase === "init" || isExpected);
    if (this.#phase !== "init" && !isExpected)
      this.#events.died(this.#interrupted === undefined ? restartReasonOf(how) : "callTimeout");
    this.#events.exit(reason);
    for (const accepted of this.#handed.release(this.#left)) this.#events.untaken(accepted);
    this.#exited.resolve();
  }

  /** Its start takes too long: it is ended, whatever it does, or left to itself where that cannot be. */
  #endStart(seconds: number): void {
    const cause = overdueStart(this.#starting.stage, this.#plan.source.file, seconds);
    this.#ready.reject(new WorkerStartError(cause.message, { cause }));
    this.#ending = true;
    if (!this.#worker.interrupt()) this.#giveUp();
  }

  /** Takes a thread for gone. */
  #giveUp(): void {
    this.#left = true;
    if (!this.#plan.endsProgram) logLeft(this);
    this.#worker.leave();
    this.#exit("it did not end");
  }

  /** It runs `close`, which may take as long as the end of the server. */
  #closes(): void {
    this.#phase = "close";
    const { settings, source } = this.#plan;
    const seconds = settings.shutdownTimeout;
    clearTimeout(this.#overdue);
    this.#overdue = setTimeout(() => {
      logCloseOverdue(this, source.file, seconds);
      this.kill();
    }, seconds * 1000);
  }
}

/** Milliseconds that a process has to end in the middle of its start. */
const startEndsWithin = 1000;
/** Milliseconds that a thread has to look up from what it does. */
const looksUpWithin = 1000;
