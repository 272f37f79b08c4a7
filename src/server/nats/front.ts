// A subscription in a queue group: brings the messages that this member gets to those who run calls, and sends their replies.
import { log } from "../../log/log.ts";
import { LogThrottle, timesMore } from "../../log/throttle.ts";
import type { Msg, MsgHdrs, OpenNats, Subscription } from "../../nats/connection.ts";
import { cancelSubject, memberSubjects, natsHeaders, natsStatus } from "../../nats/convention.ts";
import { type FrontCounts, noFrontCounts } from "../../nats/front_counts.ts";
import type { NatsSettings } from "../../nats/member.ts";
import { ReplyTermsReader } from "../../nats/reply_terms.ts";
import { headersIn, subscribe } from "../../nats/subscribe.ts";
import { TurnEnd } from "../../nats/turn_end.ts";
import { errorCodes } from "../../processor/error_code.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { emptyHeaders } from "../../transport/envelope.ts";
import { textOf } from "../../words/thrown.ts";
import type { ConnectionSettings } from "../connections/ways.ts";
import type { RefusalLog } from "../refusals.ts";
import { settlesWithin } from "../within.ts";
import { writtenException } from "./exception.ts";
import { Exchange, type ExchangeEvents } from "./exchange.ts";
import { Flow } from "./flow.ts";
import { headersOf } from "./headers.ts";
import type { StreamedFront } from "./streamed/front.ts";

/** The parts of a front. */
export interface FrontParts {
  readonly nats: OpenNats;
  readonly settings: ConnectionSettings & { readonly nats: NatsSettings };
  readonly refusals: RefusalLog;
  /** Tells whose functions are called. */
  readonly service: () => ResolvedService;
  /** Tells how many calls can run at a time. */
  readonly capacity: () => number;
  /** Tells how many workers it takes calls for: NATS gives each of a group's subscriptions the same share. */
  readonly workers: () => number;
  /** Has a message's call run; its connection is opened now, or when there is room for it. */
  readonly take: (exchange: Exchange) => void;
}

/** One member's part of a group, or one of its workers'. */
export class NatsFront implements ExchangeEvents {
  readonly counts: FrontCounts = noFrontCounts();
  readonly #parts: FrontParts;
  readonly #flow: Flow;
  /** For each worker one for each subject. */
  #subscriptions: (readonly Subscription[])[] = [];
  #cancels: Subscription | undefined;
  /** Takes oneway calls from a stream; absent: it does not. */
  #streamed: Promise<StreamedFront> | undefined;
  #streamedFront: StreamedFront | undefined;
  /** Those at work, and when they came. */
  readonly #exchanges = new Map<Exchange, number>();
  readonly #byReply = new Map<string, Exchange>();
  #isLeaving = false;
  #idle: (() => void) | undefined;
  readonly #terms = new ReplyTermsReader();
  readonly #answers = new TurnEnd<Answer>((answer) => this.#send(answer));
  readonly #throttle = new LogThrottle(1);

  constructor(parts: FrontParts) {
    this.#parts = parts;
    this.#flow = new Flow(parts.capacity, parts.settings.nats.natsQueue);
  }

  /** Takes calls from now on. */
  join(): void {
    const { natsSubject } = this.#parts.settings.nats;
    this.#takeShare();
    this.#cancels = subscribe(this.#parts.nats, cancelSubject(natsSubject), (message) =>
      this.#byReply.get(message.string())?.giveUp(),
    );
    if (this.#parts.settings.nats.natsJetstream) this.#streamed = this.#takeStored();
  }

  /** Takes no more calls: others of the group get them. Resolves when those that it has are answered. */
  async leave(): Promise<void> {
    const { connection } = this.#parts.nats;
    const streamed = this.#streamed?.then((front) => front.leave());
    const left = Promise.all(this.#subscriptions.flat().map((one) => one.drain().catch(() => {})));
    this.#subscriptions = [];
    this.#isLeaving = true;
    // Without a connection nothing comes, and nobody answers.
    await settlesWithin(left, leavesWithin);
    if (this.#exchanges.size > 0)
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    await streamed;
    this.#cancels?.unsubscribe();
    this.#cancels = undefined;
    this.#answers.flush();
    await settlesWithin(
      connection.flush().catch(() => {}),
      leavesWithin,
    );
  }

  answered(exchange: Exchange, reply: Uint8Array | undefined): void {
    const since = this.#exchanges.get(exchange);
    this.#exchanges.delete(exchange);
    this.#byReply.delete(exchange.replyTo);
    this.#flow.end();
    if (since !== undefined) this.counts.time += performance.now() - since;
    const { unreadable } = exchange.carried;
    if (unreadable !== undefined || exchange.wasCut) this.counts.errors++;
    if (exchange.replyTo !== "") {
      if (reply !== undefined) this.#reply(exchange, reply);
      else if (unreadable !== undefined) this.#status(exchange.replyTo, natsStatus.unreadable, unreadable);
      else if (exchange.wasCut) this.#status(exchange.replyTo, natsStatus.closed, whyCut);
    }
    if (this.#exchanges.size === 0) this.#idle?.();
    this.#takeShare();
    this.#streamedFront?.proceed();
  }

  /** Takes the oneway calls that a stream keeps, too. */
  async #takeStored(): Promise<StreamedFront> {
    const { StreamedFront } = await import("./streamed/front.ts");
    this.#streamedFront = new StreamedFront({ ...this.#parts, flow: this.#flow, counts: this.counts });
    return this.#streamedFront;
  }

  /** Has as many subscriptions as workers: these may have become more or fewer. */
  #takeShare(): void {
    const wanted = Math.min(mostSubscriptions, this.#parts.workers());
    const subscriptions = this.#subscriptions;
    if (wanted === subscriptions.length || this.#isLeaving) return;
    const { natsSubject, natsGroup, natsRoute } = this.#parts.settings.nats;
    const receive = (message: Msg) => this.#receive(message);
    const failed = (error: Error) =>
      log.error("cannot take calls of {subject}: {reason}", { subject: natsSubject, reason: textOf(error) });
    const options = { queue: natsGroup, failed };
    while (subscriptions.length < wanted)
      subscriptions.push(
        memberSubjects(natsSubject, natsRoute).map((one) =>
          subscribe(this.#parts.nats, one, receive, options),
        ),
      );
    for (const one of subscriptions.splice(wanted).flat()) void one.drain().catch(() => {});
  }

  #receive(message: Msg): void {
    const { subject, data, reply = "" } = message;
    const { nats, limits } = this.#parts.settings;
    if (subject === cancelSubject(nats.natsSubject)) return; // one of the subjects of functions, by its form
    const { headers, unreadable } = headersIn(message);
    if (unreadable !== undefined) {
      this.counts.errors++;
      if (reply !== "") this.#status(reply, natsStatus.unreadable, unreadable);
      return;
    }
    const terms = headers === undefined ? this.#terms.read(reply) : undefined;
    const isTakenBack = terms !== undefined || headers?.get(natsHeaders.accepts) === natsStatus.full;
    if (isTakenBack && reply !== "" && this.#flow.isFull) {
      this.counts.givenBack++;
      this.#status(reply, natsStatus.full);
      return;
    }
    const given = headers === undefined ? (terms?.headers ?? noHeaders) : headersOf(headers);
    const exchange = new Exchange(data, given, reply, this);
    this.counts.requests++;
    const waiting = this.#exchanges.size - this.#parts.capacity();
    this.#flow.begin();
    this.#exchanges.set(exchange, performance.now());
    if (reply !== "") this.#byReply.set(reply, exchange);
    if (waiting >= limits.maxQueuedCalls) this.#refuse(exchange, `overloaded: ${waiting} calls wait`);
    else {
      this.#parts.take(exchange);
      exchange.deliver();
    }
  }

  #refuse(exchange: Exchange, reason: string): void {
    const { settings, refusals } = this.#parts;
    this.counts.errors++;
    refusals.add({ kind: "maxQueuedCalls", peer: exchange.peer, outcome: "answered", reason });
    const written = writtenException(exchange, settings, reason, errorCodes.queueOverloaded);
    exchange.carried.replyHeaders = written?.headers;
    this.answered(exchange, written?.bytes);
  }

  #reply(exchange: Exchange, reply: Uint8Array): void {
    const { connection } = this.#parts.nats;
    const most = connection.info?.max_payload ?? Number.POSITIVE_INFINITY;
    const headers = this.#headers(exchange.carried.replyHeaders);
    const size = reply.length + (headers === undefined ? 0 : (headers as MsgHdrs & Encoded).encode().length);
    if (size <= most) this.#publish(exchange.replyTo, reply, headers);
    else this.#tooLarge(exchange, size, most);
  }

  #tooLarge(exchange: Exchange, size: number, most: number): void {
    this.counts.errors++;
    const reason = `the reply has ${size} bytes, and NATS carries ${most} in a message: raise max_payload in its configuration, or return less`;
    this.#throttle.report("size", (more) =>
      log.error(`could not send a reply by NATS: {reason}${timesMore(more)}`, { reason }),
    );
    const written = writtenException(exchange, this.#parts.settings, reason);
    if (written === undefined) this.#status(exchange.replyTo, natsStatus.closed, reason);
    else this.#publish(exchange.replyTo, written.bytes, this.#headers(written.headers));
  }

  #headers(given: Readonly<Record<string, string>> | undefined): MsgHdrs | undefined {
    if (given === undefined) return undefined;
    const headers = this.#parts.nats.client.headers();
    for (const [name, value] of Object.entries(given)) headers.set(name, value);
    return headers;
  }

  #status(replyTo: string, status: string, reason?: string): void {
    const headers = this.#parts.nats.client.headers();
    headers.set(natsHeaders.status, status);
    if (reason !== undefined) headers.set(natsHeaders.reason, reason.replace(/[\r\n]+/g, " "));
    this.#publish(replyTo, nothing, headers);
  }

  #publish(replyTo: string, bytes: Uint8Array, headers: MsgHdrs | undefined): void {
    this.#answers.add({ replyTo, bytes, headers });
  }

  #send({ replyTo, bytes, headers }: Answer): void {
    try {
      this.#parts.nats.connection.publish(replyTo, bytes, headers && { headers });
    } catch (error) {
      this.#throttle.report("publish", (more) =>
        log.error(`could not send a reply by NATS: {reason}${timesMore(more)}`, { reason: textOf(error) }),
      );
    }
  }
}

/** An answer that is sent when the turn of the event loop ends. */
interface Answer {
  readonly replyTo: string;
  readonly bytes: Uint8Array;
  readonly headers: MsgHdrs | undefined;
}

/** NATS' client does not declare it. */
type Encoded = { encode(): Uint8Array };

const noHeaders = Object.freeze(emptyHeaders());
const nothing = new Uint8Array(0);
const whyCut = "the server has ended the connection that the call was in";
/** Of many workers these are share enough. */
const mostSubscriptions = 64;
/** Milliseconds. */
const leavesWithin = 2000;
