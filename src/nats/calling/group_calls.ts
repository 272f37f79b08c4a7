// Sends calls to a group over NATS, and gets their replies: all by one subscription, with a token for each call.
import type { Msg, OpenNats } from "../connection.ts";
import { cancelSubject, type NatsRoute, natsHeaders, natsStatus, requestSubject } from "../convention.ts";
import { replyTerms, tokenOf } from "../reply_terms.ts";
import { headersIn, subscribe } from "../subscribe.ts";
import { TurnEnd } from "../turn_end.ts";
import type { CallAtWork, GroupCall } from "./call.ts";
import { closeNats } from "./close.ts";
import { type GroupFailure, secondsOf } from "./failure.ts";
import { pauseAfter } from "./pauses.ts";

/** The members to call, and the patience with them. */
export interface GroupSettings {
  readonly subject: string;
  readonly route: NatsRoute;
  /** Milliseconds for which a call waits where there is no member; 0: it fails at once. */
  readonly waitsForMembers: number;
}

/** The calls of one connection to NATS. */
export class GroupCalls {
  readonly #nats: OpenNats;
  readonly #settings: GroupSettings;
  readonly #inbox: string;
  readonly #calls = new Map<string, CallAtWork>();
  readonly #sending = new TurnEnd<CallAtWork>((atWork) => this.#publishStill(atWork));
  #lastToken = 0;
  #isConnected = true;
  #lost: ((reason: string) => void) | undefined;
  #ticker: ReturnType<typeof setInterval> | undefined;
  /** Bytes of a message that the server of NATS takes. Asking its client for it takes as long as all else that is done here. */
  #largest: number;

  /** @param lost is told when the connection to NATS is lost: all calls that were sent have failed then. */
  constructor(nats: OpenNats, settings: GroupSettings, lost?: (reason: string) => void) {
    this.#nats = nats;
    this.#settings = settings;
    this.#lost = lost;
    this.#largest = largestOf(nats);
    this.#inbox = `${nats.client.createInbox()}.`;
    subscribe(nats, `${this.#inbox}*`, (message) => this.#answer(message));
    void this.#watch().catch(() => {});
  }

  /** The reason why no call can be sent now. */
  get unready(): string | undefined {
    return this.#isConnected ? undefined : "the connection to NATS is lost";
  }

  /** Makes a call. @returns a token, for {@link GroupCalls.giveUp}. */
  send(call: GroupCall): string {
    const token = (++this.#lastToken).toString(36);
    const began = performance.now();
    const atWork: CallAtWork = { call, token, replyTo: "", began, isSent: false, attempts: 0 };
    this.#calls.set(token, atWork);
    this.#ticker ??= setInterval(() => this.#tick(performance.now()), between);
    this.#sending.add(atWork);
    return token;
  }

  /** Makes a call that nobody answers. @returns the reason why it cannot be sent. */
  post(call: Pick<GroupCall, "method" | "message" | "headers">): string | undefined {
    const tooLarge = this.#tooLarge(call.message);
    if (tooLarge !== undefined) return tooLarge;
    if (!this.#isConnected) return this.unready;
    this.#sending.flush(); // those before it go before it
    try {
      const { subject, route } = this.#settings;
      const headers = call.headers(0);
      const of = requestSubject(subject, route, call.method);
      this.#nats.connection.publish(of, call.message, headers && { headers });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /**
   * Nobody waits for a call any more: the member that has it is told. Nothing more is told of it.
   * @returns false when it was over.
   */
  giveUp(token: string): boolean {
    const atWork = this.#calls.get(token);
    if (atWork === undefined) return false;
    this.#over(atWork);
    this.#cancel(atWork);
    return true;
  }

  /** The same, but a reply that comes soon is passed on: whoever has called may have closed one half of a connection only. */
  mayGiveUp(token: string): void {
    const atWork = this.#calls.get(token);
    if (atWork === undefined) return;
    this.#cancel(atWork);
    atWork.awaitedUntil = performance.now() + awaitedFor;
  }

  /** Ends all calls, and the connection. */
  async close(reason = "the connection to NATS was closed"): Promise<void> {
    this.#lost = undefined;
    for (const atWork of [...this.#calls.values()]) {
      if (atWork.isSent) this.#cancel(atWork);
      this.#fail(atWork, "closed", reason);
    }
    await closeNats(this.#nats, this.#isConnected);
  }

  /** Sends a call at the end of the turn that it came in. */
  #publishStill(atWork: CallAtWork): void {
    // What was connected anew meanwhile has sent it.
    if (this.#isConnected && !atWork.isSent && this.#calls.has(atWork.token)) this.#publish(atWork);
  }

  #publish(atWork: CallAtWork): void {
    const { call, token, began } = atWork;
    atWork.retry = undefined;
    const tooLarge = this.#tooLarge(call.message);
    if (tooLarge !== undefined) {
      this.#fail(atWork, "uncarried", tooLarge);
      return;
    }
    const { subject, route } = this.#settings;
    try {
      const now = performance.now();
      const left = call.endBy - (now < began + soon ? began : now);
      const headers = call.headers(left);
      const replyTo = this.#inbox + token;
      atWork.replyTo = headers === undefined ? replyTo + replyTerms(left) : replyTo;
      const options = { reply: atWork.replyTo, ...(headers && { headers }) };
      this.#nats.connection.publish(requestSubject(subject, route, call.method), call.message, options);
    } catch (error) {
      this.#fail(atWork, "uncarried", `it cannot be sent over NATS: ${(error as Error).message}`);
      return;
    }
    atWork.isSent = true;
    atWork.attempts++;
  }

  #tooLarge(message: Uint8Array): string | undefined {
    const limit = this.#largest;
    if (message.length + roomForHeaders <= limit) return undefined;
    return `too large for NATS: the message has ${message.length} bytes, and ${this.#nats.server} carries ${limit} with the headers; max_payload in the configuration of nats-server allows more`;
  }

  #answer(message: Msg): void {
    const atWork = this.#calls.get(tokenOf(message.subject, this.#inbox.length));
    if (atWork === undefined) return; // it was given up
    const { headers, unreadable } = headersIn(message);
    if (unreadable !== undefined) {
      this.#fail(atWork, "unreadable", `a member of the group has sent no reply: ${unreadable}`);
      return;
    }
    const { data } = message;
    if (data.length > 0) {
      this.#over(atWork);
      atWork.call.answered(data, headers);
      return;
    }
    const status = headers?.get(natsHeaders.status);
    const reason = headers?.get(natsHeaders.reason) || "it does not say why";
    if (status === natsStatus.full) this.#again(atWork, "full");
    else if (headers?.code === noResponders) this.#again(atWork, "noMember");
    else if (status === natsStatus.closed)
      this.#fail(atWork, "lost", `lost: a member of the group gave the call up: ${reason}`);
    else if (status === natsStatus.unreadable)
      this.#fail(atWork, "unreadable", `a member of the group could not read the call: ${reason}`);
    else this.#fail(atWork, "unreadable", "a member of the group has sent an empty reply");
  }

  /** Nobody has taken the call: it is sent once more after a pause, as long as there is time. */
  #again(atWork: CallAtWork, why: "full" | "noMember"): void {
    const { call, attempts, began } = atWork;
    atWork.isSent = false;
    atWork.untaken = why;
    const now = performance.now();
    const waitsUntil = why === "full" ? Number.POSITIVE_INFINITY : began + this.#settings.waitsForMembers;
    const next = now + pauseAfter(attempts);
    if (next >= Math.min(waitsUntil, call.endBy, call.startBy)) {
      this.#fail(atWork, why, this.#untaken(atWork, now));
      return;
    }
    atWork.retry = setTimeout(() => {
      if (this.#isConnected) this.#publish(atWork);
      else atWork.retry = undefined; // sent when it is connected again
    }, next - now);
  }

  #untaken({ untaken, began }: CallAtWork, now: number): string {
    const { subject } = this.#settings;
    const waited = now - began;
    if (untaken === "full")
      return `overloaded: every member of ${subject} that was asked for ${secondsOf(waited)} was full`;
    return `no member: nobody takes calls of ${subject} on NATS${waited < 100 ? "" : `, for ${secondsOf(waited)}`}`;
  }

  #tick(now: number): void {
    for (const atWork of this.#calls.values()) {
      const { call, isSent, began, untaken, awaitedUntil } = atWork;
      if (now < call.endBy && now < (awaitedUntil ?? now + 1)) continue;
      if (isSent) {
        this.#cancel(atWork);
        this.#fail(atWork, "timeout", `timeout: no reply within ${secondsOf(now - began)}`);
      } else if (untaken !== undefined) this.#fail(atWork, untaken, this.#untaken(atWork, now));
      else
        this.#fail(
          atWork,
          "disconnected",
          `${this.unready ?? "it was not sent"}, for ${secondsOf(now - began)}`,
        );
    }
  }

  #cancel({ replyTo, isSent }: CallAtWork): void {
    if (!isSent || !this.#isConnected) return;
    this.#nats.connection.publish(cancelSubject(this.#settings.subject), replyTo);
  }

  #fail(atWork: CallAtWork, kind: GroupFailure["kind"], message: string): void {
    const isUnsent = !atWork.isSent;
    this.#over(atWork);
    atWork.call.failed({ kind, message, isUnsent });
  }

  #over({ token, retry }: CallAtWork): void {
    clearTimeout(retry);
    this.#calls.delete(token);
    if (this.#calls.size > 0) return;
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }

  async #watch(): Promise<void> {
    for await (const { type } of this.#nats.connection.status()) {
      if (type === "disconnect" && this.#isConnected) this.#disconnected();
      else if (type === "reconnect" && !this.#isConnected) {
        this.#isConnected = true;
        this.#largest = largestOf(this.#nats);
        for (const atWork of [...this.#calls.values()])
          if (!atWork.isSent && atWork.retry === undefined) this.#publish(atWork);
      }
    }
  }

  /** Replies of calls that were sent may have been lost with the server: nobody knows what became of them. */
  #disconnected(): void {
    this.#isConnected = false;
    const reason = `lost: the connection to NATS at ${this.#nats.server} ended before the reply`;
    for (const atWork of [...this.#calls.values()]) if (atWork.isSent) this.#fail(atWork, "lost", reason);
    this.#lost?.(reason);
  }
}

function largestOf({ connection }: OpenNats): number {
  return connection.info?.max_payload ?? Number.POSITIVE_INFINITY;
}

/** The status of what NATS answers where nobody has subscribed. */
const noResponders = 503;
/** Milliseconds between two looks for calls whose time is over. */
const between = 20;
/** Milliseconds within which a call is sent the first time: its caller waits as long as it has said then. */
const soon = 2;
/** Milliseconds for which the reply of a call is passed on whose client has closed its half of the connection. */
const awaitedFor = 1000;
/** Bytes of a message of NATS that are left to headers: what does not fit is told by NATS' client. */
const roomForHeaders = 128;
