// One message of NATS and its reply, as a connection that has only that message: what is limited, counted and logged of a client on a
// socket is so of this one.
import type { Accepted, Carried, ClientState, Socket, SocketEvents } from "../../runtime/runtime.ts";

/** What becomes of a message. */
export interface ExchangeEvents {
  /** It is answered; without bytes there is no reply. Called once, unless it is given up. */
  answered(exchange: Exchange, reply: Uint8Array | undefined): void;
}

/** A message that was taken. */
export class Exchange implements Accepted {
  readonly peer = "nats";
  readonly handle = undefined;
  readonly hasCalled = true;
  readonly carried: Carried;
  readonly payload: Uint8Array;
  /** The subject of the reply; empty: nobody waits for one. */
  readonly replyTo: string;
  /** Whether it was cut off, with a call at work perhaps. */
  wasCut = false;
  readonly #events: ExchangeEvents;
  #connection: SocketEvents | undefined;
  #isDelivered = false;
  #isOver = false;
  readonly #written: Uint8Array[] = [];

  constructor(payload: Uint8Array, headers: Carried["headers"], replyTo: string, events: ExchangeEvents) {
    this.payload = payload;
    this.replyTo = replyTo;
    this.carried = { headers };
    this.#events = events;
  }

  /** Has its connection take it, if that is open; otherwise that does so when it is opened. */
  deliver(): void {
    if (this.#connection === undefined || this.#isDelivered) return;
    this.#isDelivered = true;
    this.#connection.data(this.payload);
  }

  /** Its caller does not wait any more: its signal aborts, and it does not begin. */
  giveUp(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.answered(this, undefined);
    this.#connection?.close();
  }

  open(events: SocketEvents): Socket {
    this.#connection = events;
    // In a turn of its own: whoever opens it is not done yet.
    queueMicrotask(() => {
      if (this.#isOver) events.close();
      else this.deliver();
    });
    return {
      waiting: 0,
      write: (bytes) => {
        this.#written.push(bytes.slice());
        if (this.carried.isRefused) queueMicrotask(() => events.end());
        return true;
      },
      pause() {},
      resume() {},
      end: () => this.#end(),
      destroy: () => this.#cut(),
    };
  }

  state(): ClientState {
    return this.#isOver ? "left" : "sending";
  }

  close(): void {
    this.#cut();
  }

  wait(): void {}

  stopWaiting(): void {}

  release(): void {}

  withdraw(): boolean {
    return false;
  }

  readAhead(): undefined {
    return undefined;
  }

  #cut(): void {
    this.wasCut = true;
    this.#end();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const [first, ...more] = this.#written;
    this.#events.answered(this, more.length === 0 ? first : Buffer.concat(this.#written));
    queueMicrotask(() => this.#connection?.close());
  }
}
