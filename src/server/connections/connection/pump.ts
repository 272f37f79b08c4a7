// Takes a connection's messages one after the other while they may be run, and pauses its client while they may not.
import { log } from "../../../log/log.ts";
import { applicationExceptionType } from "../../../protocol/application_exception.ts";
import type { ProtocolError } from "../../../protocol/errors.ts";
import type { Socket } from "../../../runtime/runtime.ts";
import { textOf } from "../../../words/thrown.ts";
import type { Caller, Executor, Outcome } from "../../calls/executor.ts";
import { answerWithException } from "../../calls/turn_away.ts";
import { refusalKindOf, toldWhenEnding } from "../../refusals.ts";
import type { HeldBytes } from "./held_bytes.ts";
import type { Incoming } from "./incoming.ts";
import type { Life } from "./life.ts";
import type { Replies } from "./replies.ts";

/** The connection, as far as its pump needs it. */
export interface Pumped extends Caller {
  /** Something went wrong in its turn. */
  fail(error: unknown): void;
  /** It takes nothing any more. */
  takeNothing(state: "closing" | "lingering"): void;
  /** Closes if it is to end, and nothing is owed any more. */
  closeWhenDone(): void;
  /** Closes at once. */
  destroy(): void;
  /** Its first message was found. */
  began(): void;
}

/** The parts of a connection that its pump moves, and that lending it is about. */
export interface PumpedParts {
  readonly incoming: Incoming;
  readonly replies: Replies;
  readonly held: HeldBytes;
  readonly life: Life;
  readonly executor: Executor;
  readonly socket: Socket;
  /** The number of its calls that may be at work at a time. */
  readonly pipeline: number;
}

/** Moves one connection's messages to their executor. */
export class Pump {
  /** Whether the transport will have more without further bytes. */
  awaitsTransport = false;
  readonly #connection: Pumped;
  readonly #incoming: Incoming;
  readonly #replies: Replies;
  readonly #held: HeldBytes;
  readonly #life: Life;
  readonly #executor: Executor;
  readonly #socket: Socket;
  readonly #pipeline: number;
  #running = false;
  #paused = false;

  constructor(connection: Pumped, parts: PumpedParts) {
    this.#connection = connection;
    this.#incoming = parts.incoming;
    this.#replies = parts.replies;
    this.#held = parts.held;
    this.#life = parts.life;
    this.#executor = parts.executor;
    this.#socket = parts.socket;
    this.#pipeline = parts.pipeline;
  }

  /**
   * Takes messages while there are any. It is not begun again in the middle of that, where what it calls may lead back
   * here: a socket that is written to may say that it has room again.
   */
  run(): void {
    if (this.#running || this.#life.closed) return;
    const incoming = this.#incoming;
    const replies = this.#replies;
    this.#running = true;
    try {
      while (this.#mayRunMore && !replies.unread && this.#find()) {
        if (incoming.envelope?.answered === true) replies.flush();
        const { refusal } = incoming.transport;
        const outcome = refusal === undefined ? this.#offer() : this.#turnAway(refusal);
        if (outcome === "wait") break;
        incoming.found = false;
        if (outcome === "accepted") this.#held.begin(incoming.length);
        replies.flushIfMany();
      }
    } catch (error) {
      this.#connection.fail(error);
    } finally {
      this.#running = false;
    }
    replies.flush();
    this.#readOrPause();
    this.#connection.closeWhenDone();
    this.#count();
  }

  /** Reads on, if it has paused. */
  resume(): void {
    if (!this.#paused || this.#life.closed) return;
    this.#paused = false;
    this.#socket.resume();
    this.#life.resumed();
  }

  #count(): void {
    if (this.#life.closed) return;
    const incoming = this.#incoming;
    const waiting = incoming.found ? incoming.length : 0;
    this.#held.count(incoming.transport.pending + waiting + this.#replies.unpoured + this.#replies.unsent);
  }

  get #mayRunMore(): boolean {
    const atWork = this.#held.messages;
    return atWork === 0 || (atWork < this.#pipeline && !this.#incoming.transport.ordered);
  }

  #find(): boolean {
    const incoming = this.#incoming;
    if (incoming.found) return true;
    if (this.#life.takesNothing) incoming.drop();
    else if (incoming.find(this.#replies.own())) {
      if (incoming.count === 1) this.#connection.began();
      return true;
    } else {
      const { finished, blockedUntil } = incoming.transport;
      if (finished) this.#life.takeNothing("closing");
      if (blockedUntil !== undefined) this.#runAfter(blockedUntil);
    }
    return false;
  }

  #runAfter(later: Promise<void>): void {
    if (this.awaitsTransport) return;
    this.awaitsTransport = true;
    later.then(
      () => {
        this.awaitsTransport = false;
        this.run();
      },
      (error: unknown) => {
        const { peer } = this.#connection;
        log.error("cannot speak what {peer} speaks: {reason}", { peer, reason: textOf(error) });
        this.#connection.destroy();
      },
    );
  }

  #offer(): Outcome {
    if (!this.#life.refuses || this.#executor.refusesAll === true) {
      if (this.#pipeline === 1 && this.#executor.takesRuns) this.#incoming.lookAhead();
      return this.#executor.offer(this.#connection);
    }
    const { INTERNAL_ERROR } = applicationExceptionType;
    const isAnswered = answerWithException(this.#connection, INTERNAL_ERROR, toldWhenEnding);
    if (isAnswered) this.#connection.refused({ kind: "draining", reason: toldWhenEnding });
    else this.#connection.takeNothing("closing"); // not even its beginning can be read
    return "done";
  }

  /** Answers a message of which there is only the beginning. @throws {ProtocolError} when that says nothing. */
  #turnAway(refusal: ProtocolError): "done" {
    const { PROTOCOL_ERROR } = applicationExceptionType;
    if (!answerWithException(this.#connection, PROTOCOL_ERROR, refusal.message)) throw refusal;
    this.#connection.refused({ kind: refusalKindOf(refusal.kind), reason: refusal.message });
    if (this.#incoming.transport.finished) this.#connection.takeNothing("lingering");
    return "done";
  }

  /** Reads on only while what is read can be used soon, and what was answered is read. */
  #readOrPause(): void {
    if (this.#life.closed) return;
    const incoming = this.#incoming;
    const busy = incoming.found || this.awaitsTransport || !this.#mayRunMore;
    if (!this.#replies.unread && !(busy && incoming.transport.pending > unusedAtMost)) this.resume();
    else if (!this.#paused) {
      this.#paused = true;
      this.#socket.pause();
    }
  }
}

/** Bytes of further calls that are taken in while earlier ones are at work. */
const unusedAtMost = 65_536;
