// The connections of a client: opened when calls need them, to the first server that can be connected to.
import type { Channel, ChannelOwner } from "../connection/channel.ts";
import { type Backoff, backoffAfter } from "./backoff.ts";
import { watchIdle } from "./idle.ts";

/** Someone who needs a connection. */
export interface Waiter {
  /** There is one. */
  connected(): void;
  /** No server could be connected to. @returns whether to wait for another attempt. */
  failed(error: Error): boolean;
  /** The client was closed. */
  end(): void;
}

/** The parts of a pool. */
export interface PoolParts<Address> extends Backoff {
  /** In the order in which they are tried. */
  readonly addresses: readonly Address[];
  /** The most connections at a time. */
  readonly connections: number;
  /** Seconds after which a connection without calls is closed; 0: never. */
  readonly idleTimeout: number;
  /** Connects to a server. @param owner is to be told of the connection. */
  open(address: Address, owner: ChannelOwner): Promise<Channel>;
  connected?: ((address: string) => void) | undefined;
  disconnected?: ((address: string, reason: string) => void) | undefined;
}

/** A call goes to the connection with the fewest; another is opened while all are at work and more may be open. */
export class Pool<Address> implements ChannelOwner {
  readonly #parts: PoolParts<Address>;
  readonly #channels: Channel[] = [];
  /** Connections that get no more calls and have some left. */
  readonly #retired = new Set<Channel>();
  readonly #waiters = new Set<Waiter>();
  readonly #resting = new Set<Waiter>();
  /** The address that is tried first: the one that was connected to last, until it fails. */
  #first = 0;
  #failures = 0;
  /** The time, as performance.now() tells it, before which no server is tried for the sake of one more connection. */
  #moreAfter = 0;
  #isOpening = false;
  /** True when all were at work while another was opened. */
  #wantsMore = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isHeld = true;
  #isClosed = false;

  constructor(parts: PoolParts<Address>) {
    this.#parts = parts;
    if (parts.idleTimeout > 0) watchIdle(this.#channels, parts.idleTimeout, () => this.#isClosed);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Connects for the first time. @throws the error of the only server, or an AggregateError with those of all. */
  async start(): Promise<void> {
    this.#isOpening = true;
    try {
      await this.#round();
    } finally {
      this.#isOpening = false;
    }
  }

  /** The connection to make the next call on; undefined when there is none. */
  take(): Channel | undefined {
    const channels = this.#channels;
    let least = channels[0];
    if (least === undefined || least.load === 0) return least;
    for (const channel of channels) if (channel.load < least.load) least = channel;
    if (least.load > 0 && channels.length < this.#parts.connections && performance.now() >= this.#moreAfter) {
      this.#wantsMore = this.#isOpening;
      this.#open();
    }
    return least;
  }

  /** Waits for a connection. One is opened. */
  wait(waiter: Waiter): void {
    this.#waiters.add(waiter);
    this.#open();
  }

  /** Needs no connection for a while: is only told when the client is closed. */
  rest(waiter: Waiter): void {
    this.#resting.add(waiter);
  }

  /** Waits, or rests, no more. */
  leave(waiter: Waiter): void {
    this.#resting.delete(waiter);
    this.#waiters.delete(waiter);
    if (this.#waiters.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Makes no more calls on a connection whose server may be dead; the next is to another one, if there is one. */
  retire(channel: Channel): void {
    if (!this.#remove(channel)) return;
    this.#first = (this.#first + 1) % this.#parts.addresses.length;
    this.#retired.add(channel);
    channel.retire();
  }

  ended(channel: Channel): void {
    const isUsed = this.#remove(channel);
    if (!this.#retired.delete(channel) && !isUsed) return;
    if (isUsed && channel.load > 0) this.#first = (this.#first + 1) % this.#parts.addresses.length;
    this.#parts.disconnected?.(channel.address, channel.ended!.reason);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const channel of [...this.#channels, ...this.#retired]) channel.close();
    for (const waiter of [...this.#waiters, ...this.#resting]) waiter.end();
    this.#waiters.clear();
    this.#resting.clear();
  }

  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    for (const channel of [...this.#channels, ...this.#retired]) channel.hold(isHeld);
    if (isHeld) this.#timer?.ref?.();
    else this.#timer?.unref?.();
  }

  #open(): void {
    if (this.#isOpening || this.#timer !== undefined || this.#isClosed) return;
    this.#isOpening = true;
    this.#round().then(
      () => {
        this.#isOpening = false;
        const waiters = [...this.#waiters];
        this.#waiters.clear();
        for (const waiter of waiters) waiter.connected();
        if (this.#wantsMore && this.#channels.length < this.#parts.connections) this.#open();
        this.#wantsMore = false;
      },
      (error) => {
        this.#isOpening = false;
        this.#failed(error);
      },
    );
  }

  #failed(error: Error): void {
    this.#failures++;
    const wait = backoffAfter(this.#failures, this.#parts);
    this.#moreAfter = performance.now() + wait;
    for (const waiter of this.#waiters) if (!waiter.failed(error)) this.#waiters.delete(waiter);
    if (this.#waiters.size === 0 || this.#isClosed) return;
    const timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#waiters.size > 0) this.#open();
    }, wait);
    this.#timer = timer;
    if (!this.#isHeld) timer.unref?.();
  }

  /** Tries every address once. */
  async #round(): Promise<void> {
    const { addresses } = this.#parts;
    const errors: Error[] = [];
    const begin = this.#first;
    for (let tried = 0; tried < addresses.length && !this.#isClosed; tried++) {
      const at = (begin + tried) % addresses.length;
      try {
        const channel = await this.#parts.open(addresses[at]!, this);
        if (channel.ended !== undefined)
          throw new Error(channel.ended.reason, { cause: channel.ended.cause });
        this.#first = at;
        this.#add(channel);
        return;
      } catch (error) {
        errors.push(error as Error);
      }
    }
    throw errors.length === 1 ? errors[0]! : noServer(errors);
  }

  #add(channel: Channel): void {
    this.#failures = 0;
    if (this.#isClosed) {
      channel.close();
      return;
    }
    this.#channels.push(channel);
    if (!this.#isHeld) channel.hold(false);
    this.#parts.connected?.(channel.address);
  }

  #remove(channel: Channel): boolean {
    const at = this.#channels.indexOf(channel);
    if (at >= 0) this.#channels.splice(at, 1);
    return at >= 0;
  }
}

function noServer(errors: readonly Error[]): Error {
  const reasons = errors.map(({ message }) => message).join("; ");
  return new AggregateError(errors, `no server can be connected to: ${reasons}`);
}
