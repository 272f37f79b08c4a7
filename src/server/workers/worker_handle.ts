// One worker, thread or process, seen from the server that started it.
import type { HandlerSource } from "../../handler/source.ts";
import { log, logs } from "../../log/log.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import { runtime } from "../../runtime/current.ts";
import type { Accepted, RuntimeWorker } from "../../runtime/runtime.ts";
import type { ResolvedService } from "../../schema/service.ts";
import type { Tls } from "../../tls/tls.ts";
import type { CallHeaders } from "../../transport/envelope.ts";
import type { Place } from "../connections/local_connections.ts";
import type { ServerMessage, WorkerMessage } from "../messages.ts";
import type { Settings } from "../options/settings.ts";
import type { RefusalReport } from "../refusals.ts";
import type { UnknownField } from "../unknown_fields.ts";
import { startError, WorkerStartError } from "./start_error.ts";
import type { Start, WorkerWatch } from "./worker_watch.ts";

/** What every worker of a server is started with. */
export interface WorkerPlan {
  readonly runs: "thread" | "process";
  readonly source: HandlerSource;
  readonly settings: Settings;
  /** It takes one connection, and ends with it. */
  readonly oneConnection: boolean;
  /** Looks at how long it takes to start, and whether it answers. */
  readonly watch: WorkerWatch;
  /** What secures the server's connections: a process is told the files' contents. */
  readonly tls?: Tls;
  /** Whether this program ends with the server: nobody then waits for a thread that is in the middle of its start. */
  readonly endsProgram: boolean;
}

/** What a worker is about. */
export type Phase = "init" | "calls" | "close";

/** What a worker said when it was ready. */
export interface Readiness {
  readonly service: ResolvedService;
  readonly warnings: readonly string[];
  /** Connections that it has file descriptors for. */
  readonly room?: number;
}

/** What the server is told of its worker. */
export interface WorkerHandleEvents {
  /** A worker wants the message of a relayed call. */
  fetch?(call: number): void;
  /** The reply to a relayed call, when it is a large one. */
  reply?(call: number, reply: GivenReply, headers?: CallHeaders): void;
  /** A relayed call that the worker could not read. */
  unreadable?(call: number, error: ProtocolError): void;
  /** It has taken a connection: there is room for the next. */
  taken(): void;
  /** A connection that it was given and had not taken when it died. */
  untaken(accepted: Accepted): void;
  /** It has refused something. */
  refused(reports: readonly RefusalReport[]): void;
  /** One of its results has a property that is no field. */
  unknownField(found: UnknownField): void;
  /** It is gone; called once. */
  exit(reason: string): void;
}

/** A large reply: [start, end) of memory that is its receiver's own. */
export type GivenReply = Pick<Extract<WorkerMessage, { kind: "reply" }>, "memory" | "start" | "end">;

/** A running worker. As a place it holds the connections that were handed to it. */
export class WorkerHandle implements Place {
  /** Counts the workers of a server, from 1. */
  readonly id: number;
  /** Resolves when it takes calls. @throws {WorkerStartError} */
  readonly ready: Promise<Readiness>;
  /** Resolves when it is gone. */
  readonly exited: Promise<void>;
  readonly #worker: RuntimeWorker;
  readonly #events: WorkerHandleEvents;
  readonly #held = new Map<number, HeldConnection>();
  readonly #plan: WorkerPlan;
  readonly #gone: (reason: string) => void;
  #lastConnection = 0;
  #phase: Phase = "init";
  /** It has said that it does nothing more. */
  #idle = false;
  /** Nobody waits for it any more. */
  #left = false;
  #untaken = 0;
  #ending = false;
  #mayEnd = false;
  /** Until it is ended because its `close`, or its start, takes too long. */
  #overdue: ReturnType<typeof setTimeout> | undefined;

  constructor(id: number, plan: WorkerPlan, events: WorkerHandleEvents) {
    this.id = id;
    this.#plan = plan;
    this.#events = events;
    const ready = Promise.withResolvers<Readiness>();
    const exited = Promise.withResolvers<void>();
    this.ready = ready.promise;
    this.exited = exited.promise;
    const start = plan.runs === "thread" ? runtime.startThread : runtime.startProcess;
    const beginning = plan.watch.starts(id);
    this.#worker = start({
      message: (message) => {
        const told = message as WorkerMessage;
        if (told.kind === "ready") {
          this.#phase = "calls";
          beginning.over();
          if (logs("debug")) this.#tellStarted(beginning);
          ready.resolve(told);
        } else if (told.kind === "initializing") beginning.stage = "init";
        else if (told.kind === "pong") plan.watch.answered(this);
        else if (told.kind === "failed") {
          ready.reject(startError(told.error));
          this.#idle = true;
          this.kill();
        } else if (told.kind === "closing") this.#closes();
        else if (told.kind === "fetch") events.fetch?.(told.call);
        else if (told.kind === "reply") events.reply?.(told.call, told, told.headers);
        else if (told.kind === "unreadable") {
          events.unreadable?.(told.call, new ProtocolError(told.error, told.reason));
        } else if (told.kind === "taken") this.#taken(told.connection);
        else if (told.kind === "left") this.#leave(told.connection, told.spoken);
        else if (told.kind === "refused") events.refused(told.reports);
        else if (told.kind === "unknownField") events.unknownField(told.found);
        else {
          this.#idle = true;
          this.kill();
        }
      },
      exit: (reason) => this.#gone(reason),
    });
    this.#gone = once((reason) => {
      clearTimeout(this.#overdue);
      beginning.over();
      plan.watch.gone(this);
      const started = this.#phase !== "init";
      const message = `worker ${id} ended while it imported ${plan.source.file} or ran its init: ${reason}`;
      ready.reject(new WorkerStartError(message));
      const expected = this.#ending || (this.#mayEnd && reason === "exit code 0");
      if (started && !expected) {
        log.error("worker {id} ({runs} {number}) ended: {reason}; {connections} connections were with it", {
          id,
          runs: plan.runs,
          number: this.number,
          reason,
          connections: this.#held.size,
        });
      } else if (logs("debug")) {
        log.debug("worker {id} ({runs} {number}) has ended", { id, runs: plan.runs, number: this.number });
      }
      events.exit(reason);
      for (const accepted of this.#release()) events.untaken(accepted);
      exited.resolve();
    });
    this.ready.catch(() => {}); // whoever waits for it is told
    const { runs, source, settings, oneConnection, tls } = plan;
    this.send({
      kind: "start",
      id,
      runs,
      server: process.pid,
      source,
      settings,
      oneConnection,
      tls: runs === "process" ? tls?.files : undefined,
    });
  }

  /** Its process id, or its thread's number. */
  get number(): number {
    return this.#worker.id;
  }

  get connections(): number {
    return this.#held.size;
  }

  /** How many of them it has not said to have taken: it is at a call, or stuck. */
  get untaken(): number {
    return this.#untaken;
  }

  /** Whether it has never been handed a connection. */
  get isUnused(): boolean {
    return this.#lastConnection === 0;
  }

  /** Lets go of connections on their way to it whose clients have left. */
  look(): void {
    if (this.#untaken === 0) return;
    for (const [connection, { accepted, taken }] of [...this.#held]) {
      if (!taken && accepted.state() === "left" && accepted.withdraw()) this.#leave(connection);
    }
  }

  send(message: ServerMessage): void {
    this.#worker.send(message);
  }

  /** Sends a message and gives away the memory that it refers to. */
  give(message: ServerMessage, memory: ArrayBuffer): void {
    this.#worker.give(message, memory);
  }

  take(accepted: Accepted, left: (spoken?: ProtocolName) => void): void {
    const connection = ++this.#lastConnection;
    this.#plan.watch.holds(this);
    this.#held.set(connection, { accepted, left, taken: false });
    this.#untaken++;
    const message: ServerMessage = { kind: "connection", connection };
    this.#worker.send(message, accepted);
  }

  /** Whether it has not looked up from its calls lately, as far as it holds connections itself. */
  get isHeldUp(): boolean {
    return this.#plan.watch.isHeldUp(this);
  }

  /** What it is about. */
  get phase(): Phase {
    return this.#phase;
  }

  /** Has it finish its calls and end. Resolves when it is gone. */
  drain(): Promise<void> {
    const { runs, endsProgram } = this.#plan;
    this.#ending = true;
    this.send({ kind: "drain" });
    if (this.#phase === "init" && runs === "process") {
      // Nothing is lost with it, and nobody waits for it to look up from what it loads.
      this.#overdue ??= setTimeout(() => this.kill(), startEndsWithin);
    } else if (this.#phase === "init" && endsProgram) this.#giveUp();
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
    if (this.#plan.runs === "process" || this.#idle) {
      this.#worker.kill();
      return;
    }
    this.send({ kind: "stop" });
    if (this.#plan.endsProgram) this.#giveUp();
    else this.#overdue = setTimeout(() => this.#giveUp(), looksUpWithin);
  }

  #tellStarted({ lasting }: Start): void {
    const { runs } = this.#plan;
    const milliseconds = Math.round(performance.now() - lasting.since);
    const about = { id: this.id, runs, number: this.number, milliseconds };
    log.debug("worker {id} ({runs} {number}) has started in {milliseconds} ms", about);
  }

  /** Takes a thread for gone. */
  #giveUp(): void {
    this.#left = true;
    if (!this.#plan.endsProgram) {
      log.warn("worker {id} (thread {number}) does not end: it is left to itself until it does", {
        id: this.id,
        number: this.number,
      });
    }
    this.#worker.leave();
    this.#gone("it did not end");
  }

  /** It runs `close`, which may take as long as the end of the server. */
  #closes(): void {
    this.#phase = "close";
    const { settings, source, runs } = this.#plan;
    const seconds = settings.shutdownTimeout;
    clearTimeout(this.#overdue);
    this.#overdue = setTimeout(() => {
      log.warn("close of {file} did not end within {seconds} s: worker {id} ({runs} {number}) is ended", {
        file: source.file,
        seconds,
        id: this.id,
        runs,
        number: this.number,
      });
      this.kill();
    }, seconds * 1000);
  }

  #taken(connection: number): void {
    this.#untaken--;
    this.#plan.watch.answered(this);
    const held = this.#held.get(connection);
    if (held !== undefined) {
      held.taken = true;
      held.accepted.release();
    }
    this.#events.taken();
  }

  #leave(connection: number, spoken?: ProtocolName): void {
    const held = this.#held.get(connection);
    this.#held.delete(connection);
    held?.left(spoken);
  }

  /** Lets go of all connections. @returns those that have to be given to another worker. */
  #release(): Accepted[] {
    const untaken: Accepted[] = [];
    for (const [connection, { accepted, taken }] of [...this.#held]) {
      if (this.#left && accepted.cutOff !== undefined) {
        accepted.cutOff(); // it may still take it: the descriptor must not be somebody else's by then
        this.#leave(connection);
      } else if (taken) {
        accepted.refuse();
        this.#leave(connection);
      } else {
        untaken.push(accepted);
        this.#held.delete(connection);
      }
    }
    return untaken;
  }
}

/** Calls a function the first time only. */
function once(callback: (reason: string) => void): (reason: string) => void {
  let called = false;
  return (reason) => {
    if (!called) callback(reason);
    called = true;
  };
}

/** Milliseconds that a process has to end in the middle of its start. */
const startEndsWithin = 1000;
/** Milliseconds that a thread has to look up from what it does. */
const looksUpWithin = 1000;

interface HeldConnection {
  readonly accepted: Accepted;
  readonly left: (spoken?: ProtocolName) => void;
  taken: boolean;
}
