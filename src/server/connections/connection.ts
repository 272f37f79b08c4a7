// One client's connection: bytes in, calls one after the other, replies out.
import type { ClientCertificate } from "../../certificates/client_certificate.ts";
import { log } from "../../log/log.ts";
import type { WriteReply } from "../../processor/processor.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { Output } from "../../protocol/output.ts";
import type { Accepted, Socket, SocketEvents } from "../../runtime/runtime.ts";
import type { Envelope } from "../../transport/envelope.ts";
import type { Pages } from "../../transport/pages.ts";
import type { ServerState } from "../../transport/transport.ts";
import { stackOf } from "../../words/thrown.ts";
import type { Executor } from "../calls/executor.ts";
import type { Limits } from "../options/limits.ts";
import { type RefusalKind, type RefusalReason, refusalKindOf } from "../refusals.ts";
import type { ConnectionEvents } from "./connection/events.ts";
import { HeldBytes } from "./connection/held_bytes.ts";
import { type Incoming, incomingOf } from "./connection/incoming.ts";
import { type ConnectionLending, lendingOf } from "./connection/lending.ts";
import { Life } from "./connection/life.ts";
import { Pauses } from "./connection/pauses.ts";
import { Pump, type Pumped } from "./connection/pump.ts";
import { Replies, type Replying } from "./connection/replies.ts";
import { Deadlines, type Phase, type Ticks, type Timed, whyOverdue } from "./deadlines.ts";
import type { Watchdog, Watched } from "./watchdog.ts";
import type { ConnectionSettings } from "./ways.ts";

/** A connection that lives on this event loop. */
export class Connection implements Pumped, Replying, ServerState, SocketEvents, Timed, Watched {
  readonly id: number;
  /** Its client's address; that of a proxy until this has said whose connection it is. */
  peer: string;
  readonly pages: Pages;
  readonly message: Incoming;
  readonly output: Output;
  readonly lending: ConnectionLending | undefined;
  /** The transport that its messages come in, by name, once that is known. */
  transport = "";
  readonly #executor: Executor;
  readonly #limits: Limits;
  readonly #events: ConnectionEvents<Connection>;
  readonly #watch: Watchdog;
  readonly #socket: Socket;
  readonly #replies: Replies;
  readonly #held: HeldBytes;
  readonly #pump: Pump;
  readonly #pauses: Pauses;
  readonly #life: Life;
  readonly #deadlines = new Deadlines();
  #abort: AbortController | undefined;

  constructor(
    id: number,
    accepted: Accepted,
    executor: Executor,
    output: Output,
    settings: ConnectionSettings,
    watch: Watchdog,
    pages: Pages,
    events: ConnectionEvents<Connection>,
  ) {
    const { dialect, limits, pipeline } = settings;
    this.id = id;
    this.peer = accepted.client ?? accepted.peer;
    this.pages = pages;
    this.#executor = executor;
    this.#life = new Life(accepted.carried !== undefined);
    this.#limits = limits;
    this.#watch = watch;
    this.#events = events;
    const incoming = incomingOf(accepted, dialect, limits, this);
    const held = new HeldBytes(this, watch);
    this.message = incoming;
    this.output = output;
    this.#held = held;
    const socket = accepted.open(this);
    const replies = new Replies(this, incoming, output, socket, watch, limits.maxUnreadSize);
    this.#socket = socket;
    this.#replies = replies;
    const parts = { incoming, replies, life: this.#life, socket };
    const pumped = { ...parts, held, executor, pipeline };
    this.#pump = new Pump(this, pumped);
    this.lending = lendingOf(this, pumped);
    const moved = events.moved && ((descriptor?: number) => this.#moved(descriptor));
    this.#pauses = new Pauses(this, { ...parts, moved });
  }

  get closed(): boolean {
    return this.#life.closed;
  }

  get closing(): boolean {
    return this.#life.state !== "open" || this.#deadlines.isOld;
  }

  speaks(transport: string): void {
    this.transport = transport;
  }

  get certificate(): ClientCertificate | undefined {
    return this.#socket.certificate;
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#life.hasEnded || this.closed) this.#abort.abort();
    return this.#abort.signal;
  }

  /** The number of messages that were found. */
  get messages(): number {
    return this.message.count;
  }

  get held(): number {
    return this.#held.bytes;
  }

  get unsent(): number {
    return this.#replies.unsent;
  }

  get sent(): number {
    return this.#replies.sent;
  }

  get phase(): Phase {
    if (this.#life.state === "lingering") return "closing";
    if (this.#held.messages > 0 || this.#replies.unread || this.#pump.awaitsTransport) return "work";
    return this.message.phase;
  }

  beginReply(envelope: Envelope | undefined): number {
    return this.#replies.begin(envelope);
  }

  endReply(mark: number, envelope: Envelope | undefined): void {
    this.#replies.end(mark, envelope);
  }

  answer(write: WriteReply, envelope: Envelope | undefined): void {
    this.#held.end();
    if (!this.closed) this.#replies.add(write, envelope);
  }

  answerRun(replies: WriteReply, messages: number, isOver: boolean): void {
    if (isOver) this.#held.end();
    if (!this.closed) this.#replies.addRun(replies, messages, isOver);
  }

  flush(): void {
    this.#replies.flush();
  }

  proceed(): void {
    this.#pump.run();
  }

  began(): void {
    if (!this.message.calledBefore) this.#watch.traffic.spoken(this.transport, this.message.protocol);
  }

  refused({ kind, reason }: RefusalReason): void {
    this.#count(kind, "answered", reason);
  }

  /** Takes only calls that have come, and closes once they are answered. @param isLate whether it begins so. */
  leave(isLate = false): void {
    this.lending?.settle();
    this.#life.leave(isLate, () => this.closeWhenDone());
  }

  /** Lets go of it as soon as no call is at work or under way, where that can be: another worker goes on with it. */
  move(): void {
    this.#pauses.move();
  }

  #moved(descriptor?: number): void {
    this.#life.state = "closed";
    this.#held.release();
    this.#executor.forget(this);
    this.#events.moved?.(this, descriptor);
  }

  abandon(error: ProtocolError): void {
    this.#count(refusalKindOf(error.kind), "closed", error.message);
    const isSending = this.#replies.answerError(error);
    this.takeNothing(isSending ? "lingering" : "closing");
    if (isSending) this.#pump.resume();
    this.closeWhenDone();
  }

  /** Ends this connection alone, for what went wrong in its turn. */
  fail(error: unknown): void {
    this.flush();
    if (error instanceof ProtocolError) {
      this.abandon(error);
      return;
    }
    log.error("closed the connection from {peer}: {thrown}", { peer: this.peer, thrown: stackOf(error) });
    this.takeNothing("closing");
    this.destroy();
  }

  /** Closes at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  cutOff(kind: RefusalKind, reason: string): void {
    this.#held.release();
    this.takeNothing("closing");
    this.#count(kind, "closed", reason);
    this.destroy();
  }

  tick(ticks: Ticks): boolean {
    const passed = this.#deadlines.tick(this, ticks);
    if (typeof passed === "boolean") return passed;
    if (passed === "closing") this.destroy();
    else if (passed === "old") this.#pauses.closeIfSilent();
    else this.cutOff(passed, whyOverdue(passed, this.#limits));
    return true;
  }

  data(chunk: Uint8Array): void {
    this.lending?.settle();
    if (this.#life.takesNothing) return;
    this.#watch.wake();
    this.#watch.traffic.received(chunk.length);
    this.#life.heard();
    try {
      const { transport } = this.message;
      transport.push(chunk);
      if (this.#held.messages > 0) transport.answerControl?.(this.#replies.own());
    } catch (error) {
      this.fail(error);
    }
    this.flush();
    this.#pump.run();
  }

  /**
   * A client that has sent its end has nearly always left; only writing to it would tell. Its calls are
   * told so, as Go's HTTP server does, and are answered nevertheless: it may have closed one half only.
   */
  end(): void {
    this.lending?.settle();
    this.#life.hasEnded = true;
    this.#gone();
    this.closeWhenDone();
  }

  /** There is room again for replies. */
  drain(): void {
    this.#replies.drained();
    this.#pump.run();
  }

  close(): void {
    if (this.closed) return;
    this.#life.state = "closed";
    this.#held.release();
    this.#executor.forget(this);
    this.#gone();
    this.#events.closed(this);
  }

  #gone(): void {
    if (!this.#life.isCarried || this.#held.messages > 0) this.#abort?.abort();
    if (this.#held.messages > 0) this.#events.gone?.(this);
  }

  takeNothing(state: "closing" | "lingering"): void {
    this.message.drop();
    this.#life.takeNothing(state);
    if (state === "lingering") this.#watch.wake();
  }

  /** Closes it when nothing is owed: first come answers, and what the transport has of them. */
  closeWhenDone(): void {
    const { message } = this;
    this.#pauses.look(this.#deadlines.isOld);
    if (this.closed || this.#held.messages > 0 || message.found) return;
    if (this.#pump.awaitsTransport || this.#replies.unpoured > 0) return;
    if (!this.#life.mayClose(message.isReceiving, this.#replies.unread)) return;
    if (this.#life.tellsClient()) {
      message.transport.sayGoodbye?.(this.#replies.own(), "this server is about to end");
      this.flush();
    }
    this.#socket.end();
  }

  #count(kind: RefusalKind, outcome: "answered" | "closed", reason: string): void {
    this.#watch.refused({ kind, peer: this.peer, outcome, reason });
  }
}
