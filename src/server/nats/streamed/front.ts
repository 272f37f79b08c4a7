// Takes a group's oneway calls from a stream, as many as can be run, and has each stay there until it has been run.
import type { ConsumerMessages, JsMsg } from "@nats-io/jetstream";
import { log } from "../../../log/log.ts";
import { LogThrottle, timesMore } from "../../../log/throttle.ts";
import type { OpenNats } from "../../../nats/connection.ts";
import type { FrontCounts } from "../../../nats/front_counts.ts";
import type { NatsSettings } from "../../../nats/member.ts";
import { openConsumer } from "../../../nats/streamed/consumer.ts";
import { messageIdHeader } from "../../../nats/streamed/convention.ts";
import { type OpenStreams, openStreams } from "../../../nats/streamed/streams.ts";
import { headersIn } from "../../../nats/subscribe.ts";
import { deliveriesHeader } from "../../../processor/reported.ts";
import type { ResolvedService } from "../../../schema/service.ts";
import type { CallHeaders } from "../../../transport/envelope.ts";
import { stackOf, textOf } from "../../../words/thrown.ts";
import type { ConnectionSettings } from "../../connections/ways.ts";
import { Exchange, type ExchangeEvents } from "../exchange.ts";
import type { Flow } from "../flow.ts";
import { headersOf } from "../headers.ts";
import { type GivenUp, storeDead } from "./dead_letters.ts";
import { endingOf, pauseAfter } from "./ending.ts";
import { type OnewayCall, readOneway } from "./reading.ts";

/** The parts of a front, of those that a member's front for requests has. */
export interface StreamedParts {
  readonly nats: OpenNats;
  readonly settings: ConnectionSettings & { readonly nats: NatsSettings };
  readonly service: () => ResolvedService;
  /** The calls of both fronts: they are run by the same. */
  readonly flow: Flow;
  readonly counts: FrontCounts;
  readonly take: (exchange: Exchange) => void;
}

/** A call that is being run, or waits for that. */
interface Attempt {
  readonly message: JsMsg;
  readonly call: OnewayCall;
}

/** A member's part of the stream, or one of its workers'. */
export class StreamedFront implements ExchangeEvents {
  readonly #parts: StreamedParts;
  /** All messages that are not acknowledged: JetStream is told that they are being worked on. */
  readonly #messages = new Set<JsMsg>();
  readonly #attempts = new Map<Exchange, Attempt>();
  /** Offers calls again that there was no room for. */
  readonly #later = new Map<ReturnType<typeof setTimeout>, Attempt>();
  #streams: OpenStreams | undefined;
  #pulled: ConsumerMessages | undefined;
  #isLeaving = false;
  /** Ends the wait for room, or before NATS is asked again. */
  #wake: (() => void) | undefined;
  #waitsForRoom = false;
  #idle: (() => void) | undefined;
  #telling: ReturnType<typeof setInterval> | undefined;
  readonly #taking: Promise<void>;
  readonly #throttle = new LogThrottle(1);

  /** Takes calls from now on. */
  constructor(parts: StreamedParts) {
    this.#parts = parts;
    this.#taking = this.#take();
  }

  /** There may be room for more. */
  proceed(): void {
    if (this.#waitsForRoom && this.#parts.flow.room > 0) this.#wake?.();
  }

  /** Takes no more calls. Resolves when those that it has are acknowledged. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    this.#wake?.();
    this.#pulled?.stop();
    for (const [timer, { message }] of this.#later) {
      clearTimeout(timer);
      this.#again(message, 0);
    }
    this.#later.clear();
    await this.#taking;
    if (this.#messages.size > 0)
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    clearInterval(this.#telling);
  }

  answered(exchange: Exchange, reply: Uint8Array | undefined): void {
    const attempt = this.#attempts.get(exchange);
    if (attempt === undefined) return;
    this.#attempts.delete(exchange);
    const { message, call } = attempt;
    const ending = endingOf(exchange, reply, call.protocol);
    if (ending.kind === "done") {
      this.#parts.counts.acknowledged++;
      message.ack();
      this.#over(message);
    } else if (ending.kind === "unbegun") this.#offerLater(attempt);
    else if (ending.kind === "useless" || message.info.deliveryCount > this.#redeliveries)
      void this.#giveUp(message, ending);
    else this.#again(message, this.#isLeaving ? 0 : pauseAfter(message.info.deliveryCount));
  }

  get #redeliveries(): number {
    return this.#parts.settings.nats.natsRedeliveries;
  }

  /** Until it leaves: whatever becomes of the connection, or of the consumer. */
  async #take(): Promise<void> {
    const { nats, settings } = this.#parts;
    while (!this.#isLeaving) {
      try {
        this.#streams = await openStreams(nats, settings.nats.natsSubject);
        const { consumer, ackWait } = await openConsumer(this.#streams, settings.nats);
        this.#tellEvery(ackWait / 3);
        while (!this.#isLeaving) {
          const { room } = this.#parts.flow;
          if (room <= 0) await this.#pause();
          else await this.#receive(await consumer.fetch({ max_messages: Math.min(room, most), expires }));
        }
      } catch (error) {
        if (this.#isLeaving || nats.connection.isClosed()) return;
        this.#throttle.report("taking", (more) =>
          log.warn(`takes no oneway calls of {subject} from JetStream for now: {reason}${timesMore(more)}`, {
            subject: settings.nats.natsSubject,
            reason: textOf(error),
          }),
        );
        await this.#pause(triedEvery);
      }
    }
  }

  async #receive(pulled: ConsumerMessages): Promise<void> {
    this.#pulled = pulled;
    if (this.#isLeaving) pulled.stop();
    for await (const message of pulled) {
      if (this.#isLeaving) message.nak();
      else void this.#deliver(message).catch((error) => this.#failed(message, error));
    }
    this.#pulled = undefined;
  }

  async #deliver(message: JsMsg): Promise<void> {
    const { settings, flow, counts, service } = this.#parts;
    const { deliveryCount } = message.info;
    this.#messages.add(message);
    flow.begin();
    counts.delivered++;
    if (deliveryCount > 1) counts.redelivered++;
    if (deliveryCount > this.#redeliveries + 1) {
      const reason = `it was brought to members ${deliveryCount - 1} times, and the last has not said what became of it: it may have ended with it`;
      await this.#giveUp(message, { error: "", reason });
      return;
    }
    const headers = headersOfMessage(message);
    const call =
      typeof headers === "string" ? headers : await readOneway(message.data, headers, settings, service());
    if (typeof call === "string") await this.#giveUp(message, { error: "", reason: call });
    else this.#run({ message, call });
  }

  /** What should not be has happened here: another may do better. */
  #failed(message: JsMsg, error: unknown): void {
    this.#throttle.report("failed", (more) =>
      log.error(`a message of {subject} on NATS was not dealt with: {reason}${timesMore(more)}`, {
        subject: message.subject,
        reason: stackOf(error),
      }),
    );
    if (this.#messages.has(message)) this.#again(message, pauseAfter(message.info.deliveryCount));
  }

  #run(attempt: Attempt): void {
    const { message, headers } = attempt.call;
    headers[deliveriesHeader] = String(attempt.message.info.deliveryCount);
    const exchange = new Exchange(message, headers, "", this);
    this.#attempts.set(exchange, attempt);
    this.#parts.take(exchange);
    exchange.deliver();
  }

  #offerLater(attempt: Attempt): void {
    if (this.#isLeaving) {
      this.#again(attempt.message, 0);
      return;
    }
    const timer = setTimeout(() => {
      this.#later.delete(timer);
      this.#run(attempt);
    }, offeredEvery);
    this.#later.set(timer, attempt);
  }

  /** It is brought to a member once more. @param pause milliseconds. */
  #again(message: JsMsg, pause: number): void {
    this.#parts.counts.retried++;
    message.nak(Math.ceil(pause));
    this.#over(message);
  }

  async #giveUp(message: JsMsg, why: GivenUp): Promise<void> {
    const { nats, settings, counts } = this.#parts;
    const { subject, info } = message;
    try {
      await storeDead(nats, this.#streams!, settings.nats, message, why);
      counts.dead++;
      message.term();
      this.#throttle.report("dead", (more) =>
        log.error(`gave up a call of {subject} after {deliveries} deliveries: {reason}${timesMore(more)}`, {
          subject,
          deliveries: info.deliveryCount,
          reason: [why.error, why.reason].filter(Boolean).join(": "),
        }),
      );
      this.#over(message);
    } catch (error) {
      this.#throttle.report("undead", (more) =>
        log.error(
          `could not keep a call of {subject} among those that were given up, so that it stays in its stream: {reason}${timesMore(more)}`,
          { subject, reason: textOf(error) },
        ),
      );
      this.#again(message, pauseAfter(info.deliveryCount));
    }
  }

  #over(message: JsMsg): void {
    this.#messages.delete(message);
    this.#parts.flow.end();
    this.proceed();
    if (this.#messages.size === 0) this.#idle?.();
  }

  /** Has JetStream wait for longer for what is at work. @param milliseconds between two times. */
  #tellEvery(milliseconds: number): void {
    clearInterval(this.#telling);
    this.#telling = setInterval(() => {
      for (const message of this.#messages) message.working();
    }, milliseconds);
  }

  /** Waits until it is woken. @param milliseconds at most; 0: any time. */
  async #pause(milliseconds = 0): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    this.#waitsForRoom = milliseconds === 0;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (milliseconds > 0) timer = setTimeout(resolve, milliseconds);
    });
    this.#wake = undefined;
    this.#waitsForRoom = false;
    clearTimeout(timer);
  }
}

/** A stored message's headers as its call has them, with the id by which copies are told; a text says why they cannot be read. */
function headersOfMessage(message: JsMsg): CallHeaders | string {
  const { headers, unreadable } = headersIn(message);
  if (unreadable !== undefined) return unreadable;
  if (headers === undefined) return {};
  const id = headers.get(messageIdHeader);
  return id === "" ? headersOf(headers) : { ...headersOf(headers), [messageIdHeader.toLowerCase()]: id };
}

/** Messages that are asked for at once. */
const most = 100;
/** Milliseconds for which a question for messages lasts. */
const expires = 30_000;
/** Milliseconds before NATS is asked again. */
const triedEvery = 2000;
/** Milliseconds before a call is offered again that there was no room for. */
const offeredEvery = 1000;
