// One call from its beginning to its outcome: over as many connections as it takes, and no longer than it may.
import { applicationExceptionType } from "../../protocol/application_exception.ts";
import { deadlineHeaders } from "../../transport/deadline.ts";
import type { CallHeaders } from "../../transport/envelope.ts";
import type { Answer, Channel, Ended, Outgoing } from "../connection/channel.ts";
import { closed } from "../connection/connection.ts";
import { type Backoff, backoffAfter } from "../pool/backoff.ts";
import type { Waiter } from "../pool/pool.ts";
import type { Outcome } from "./outcome.ts";

/** The connections that a call can be made on. */
export interface Channels {
  readonly isClosed: boolean;
  take(): Channel | undefined;
  wait(waiter: Waiter): void;
  rest(waiter: Waiter): void;
  leave(waiter: Waiter): void;
  retire(channel: Channel): void;
}

/** The settings of one call. */
export interface CallPlan extends Backoff {
  readonly index: number;
  readonly args: readonly unknown[];
  readonly headers: CallHeaders | undefined;
  /** Whether the server is told how long the call may take: headers can be sent. */
  readonly tellsTimeout: boolean;
  /** Whether running it twice is as good as once. */
  readonly isIdempotent: boolean;
  /** Attempts after the first. */
  readonly retries: number;
  /** Seconds; 0: any time. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  readonly onHeaders: ((headers: CallHeaders) => void) | undefined;
}

/**
 * Is tried again when its server cannot be reached, or turns it away unrun, and, if it is idempotent, when the connection
 * ends before its reply.
 */
export class Call implements Outgoing, Waiter {
  readonly outcome: Promise<Outcome>;
  sequenceId = 0;
  heard = 0;
  /** Attempts after the first, so far. */
  retried = 0;
  /** The server that it was sent to last. */
  address: string | undefined;
  readonly #plan: CallPlan;
  readonly #channels: Channels;
  readonly #resolve: (outcome: Outcome) => void;
  #channel: Channel | undefined;
  #isDone = false;
  /** The time when it is given up, by `performance.now()`; 0: never. */
  #ends = 0;
  /** Whether it may have been run. */
  #isSent = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  /** Begins it. */
  constructor(plan: CallPlan, channels: Channels) {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.outcome = promise;
    this.#resolve = resolve;
    this.#plan = plan;
    this.#channels = channels;
    const { timeout, signal } = plan;
    if (signal?.aborted) {
      this.#settle({ failure: "aborted", reason: signal.reason });
      return;
    }
    signal?.addEventListener("abort", this.#abort);
    if (timeout > 0) {
      this.#ends = performance.now() + timeout * 1000;
      this.#timer = setTimeout(this.#expire, timeout * 1000);
    }
    this.#attempt();
  }

  get index(): number {
    return this.#plan.index;
  }

  get args(): readonly unknown[] {
    return this.#plan.args;
  }

  /** With what is left of its time, so that the server does not run it in vain. */
  get headers(): CallHeaders | undefined {
    const { headers, tellsTimeout } = this.#plan;
    if (!tellsTimeout || this.#ends === 0) return headers;
    return { ...deadlineHeaders(this.#ends - performance.now()), ...headers };
  }

  answered(answer: Answer, headers: CallHeaders | undefined): void {
    if (this.#isDone) return;
    const channel = this.#channel!;
    this.#channel = undefined;
    if ("message" in answer && this.#plan.isIdempotent && this.#mayRetry && isUnrun(answer)) {
      if (answer.message.startsWith("draining")) this.#channels.retire(channel);
      this.#retry();
      return;
    }
    if (this.#plan.tellsTimeout && "message" in answer && isOutOfTime(answer)) {
      this.#settle({ failure: "timeout", seconds: this.#plan.timeout, sent: true });
      return;
    }
    try {
      if (headers !== undefined) this.#plan.onHeaders?.(headers);
      this.#settle(answer);
    } catch (error) {
      // Of this call's callback: other calls on the connection have no part in it.
      this.#settle({ failure: "invalid", error: error as Error });
    }
  }

  dropped({ reason, cause }: Ended, isUnsent = false): void {
    if (this.#isDone) return;
    this.#channel = undefined;
    if (!isUnsent) this.#isSent = true;
    if ((isUnsent || this.#plan.isIdempotent) && this.#mayRetry) this.#retry();
    else this.#settle({ failure: "closed", reason, cause, sent: this.#isSent });
  }

  connected(): void {
    this.#attempt();
  }

  failed(cause: Error): boolean {
    if (this.#mayRetry) {
      this.retried++;
      return true;
    }
    const reason = `there is no connection: ${cause.message}`;
    this.#settle({ failure: "closed", reason, cause, sent: this.#isSent });
    return false;
  }

  get #mayRetry(): boolean {
    return this.retried < this.#plan.retries && !this.#channels.isClosed;
  }

  #attempt(): void {
    const channel = this.#channels.take();
    if (channel === undefined) {
      if (!this.#channels.isClosed) this.#channels.wait(this);
      else this.#settle({ failure: "closed", reason: closed, sent: this.#isSent });
      return;
    }
    this.#channel = channel;
    this.address = channel.address;
    try {
      channel.send(this);
    } catch (error) {
      this.#settle({ failure: "invalid", error: error as Error });
    }
  }

  #retry(): void {
    this.retried++;
    this.#channels.rest(this);
    const again = () => {
      this.#channels.leave(this);
      this.#attempt();
    };
    this.#pause = setTimeout(again, backoffAfter(this.retried, this.#plan));
  }

  /** The client was closed: waits for no connection any more. */
  end(): void {
    if (this.#channel === undefined) this.#settle({ failure: "closed", reason: closed, sent: this.#isSent });
  }

  readonly #expire = (): void => {
    const channel = this.#channel;
    const sent = this.#isSent || channel !== undefined;
    if (this.#giveUp()) this.#channels.retire(channel!);
    this.#settle({ failure: "timeout", seconds: this.#plan.timeout, sent });
  };

  readonly #abort = (): void => {
    this.#giveUp();
    this.#settle({ failure: "aborted", reason: this.#plan.signal!.reason });
  };

  /** @returns whether its connection has been silent ever since. */
  #giveUp(): boolean {
    const channel = this.#channel;
    this.#channel = undefined;
    if (channel !== undefined) return channel.forget(this);
    this.#channels.leave(this);
    return false;
  }

  #settle(outcome: Outcome): void {
    if (this.#isDone) return;
    this.#isDone = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#pause);
    this.#plan.signal?.removeEventListener("abort", this.#abort);
    this.#resolve(outcome);
  }
}

/** Whether a server of this program has said that it did not run the call, or not to its end. */
function isUnrun({ type, message }: { readonly type: number; readonly message: string }): boolean {
  return type === applicationExceptionType.INTERNAL_ERROR && unrun.test(message);
}

/** Whether a server of this program was told how long the call may take, and has given it up just before its client. */
function isOutOfTime({ type, message }: { readonly type: number; readonly message: string }): boolean {
  return type === applicationExceptionType.INTERNAL_ERROR && outOfTime.test(message);
}

const outOfTime = /^deadline: .* longer than its client (waits|does)$/;
const unrun = /^(overloaded|draining|worker ended): /;
