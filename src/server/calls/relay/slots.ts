// The calls that lie in shared memory, as the server keeps them: whose each is, and what its message came in.
import { type MessageBytes, readMessageHead, readSentHead } from "../../../protocol/message.ts";
import { protocolNames } from "../../../protocol/names.ts";
import { type CallHeaders, type Envelope, emptyHeaders } from "../../../transport/envelope.ts";
import { lengthSize } from "../../../transport/frame.ts";
import type { Caller } from "../executor.ts";
import type { CallAtWork } from "../progress.ts";
import { headersToBytes } from "./headers.ts";
import type { SharedCalls } from "./memory.ts";
import { messageInRun } from "./runs.ts";

/** Gives each call a slot of the memory until it is answered. */
export class CallSlots {
  /** The caller whose call a slot holds. */
  readonly callers: (Caller | undefined)[];
  /** The envelope of that call, on transports that have them. */
  readonly envelopes: (Envelope | undefined)[];
  /** The number of calls that came before the one in a slot, and itself. */
  readonly numbers: Float64Array;
  /** The times, by performance.now(), since when calls wait, where these may not wait for ever; 0: not known yet. */
  readonly since: Float64Array;
  /** The number of slots that hold a call. */
  used = 0;
  /** The memory. */
  readonly calls: SharedCalls;
  /** Room for the slots of calls that are done. */
  readonly done: Int32Array;
  /** Slots that hold no call. The one used last is used first: its memory is in the caches. */
  readonly #free: number[];
  /** Messages too large for the shared memory, by slot; of those that a worker was given, the beginning. */
  readonly #large = new Map<number, Uint8Array<ArrayBuffer>>();
  /** Those whose worker is being ended in the middle of their call. */
  readonly #kept = new Set<number>();
  /** Whether a slot's connection is lent to its worker: 1. */
  readonly #lent: Uint8Array;
  #lastNumber = 0;

  constructor(calls: SharedCalls) {
    this.calls = calls;
    const { slots } = calls.memory;
    this.#free = Array.from({ length: slots }, (_, index) => slots - 1 - index);
    this.callers = Array.from({ length: slots }, () => undefined);
    this.envelopes = Array.from({ length: slots }, () => undefined);
    this.#lent = new Uint8Array(slots);
    this.numbers = new Float64Array(slots);
    this.since = new Float64Array(slots);
    this.done = new Int32Array(slots);
  }

  get hasRoom(): boolean {
    return this.#free.length > 0 && this.calls.hasRoom;
  }

  /**
   * Queues a caller's message, when there is room.
   * @param time when it came, for workers to be told; 0: they are not.
   * @param mayLend whether the worker may be lent the connection. @returns whether it is.
   */
  put(caller: Caller, time: number, mayLend: boolean): boolean {
    const slot = this.#free.pop()!;
    const { id, peer, message, certificate } = caller;
    const { bytes, start, end, envelope } = message;
    const protocol = protocolNames.indexOf(message.protocol);
    this.callers[slot] = caller;
    this.envelopes[slot] = envelope;
    const { following = 0 } = message;
    this.numbers[slot] = this.#lastNumber + 1;
    this.#lastNumber += 1 + following;
    this.since[slot] = message.waitingSince ?? 0;
    this.used++;
    const headers = envelope && headersToBytes(envelope.headers);
    if (time > 0) this.calls.setTime(slot, time * 1000);
    const deadline = envelope?.deadline;
    const lent = mayLend && following === 0 ? (caller.lending?.lend() ?? -1) : -1;
    this.calls.direct.lend(slot, lent);
    this.#lent[slot] = lent >= 0 ? 1 : 0;
    if (following > 0 && this.#putRun(slot, caller, protocol)) return false;
    if (!this.calls.put(slot, id, peer, certificate?.der, protocol, bytes, start, end, headers, deadline)) {
      this.#large.set(slot, new Uint8Array(bytes.subarray(start, end)));
    }
    return lent >= 0;
  }

  /** Has workers wake the server for replies to calls of this caller, or of all. Nothing more is lent that was, then. */
  recall(caller?: Caller): void {
    for (let slot = 0; slot < this.#lent.length; slot++) {
      if (this.#lent[slot] === 0 || (caller !== undefined && this.callers[slot] !== caller)) continue;
      this.calls.direct.recall(slot);
      if (caller !== undefined) return; // it is lent for one call at a time
    }
  }

  /** The number of calls whose worker is writing the reply, or has written it. */
  get written(): number {
    let written = 0;
    for (let slot = 0; slot < this.#lent.length; slot++)
      if (this.#lent[slot] === 1 && this.calls.direct.isBegun(slot)) written++;
    return written;
  }

  /** Queues a caller's message with those that follow it. False when there is no room for that. */
  #putRun(slot: number, { id, peer, message, certificate }: Caller, protocol: number): boolean {
    const { bytes, start, following = 0, followingEnd = 0 } = message;
    const from = start - lengthSize;
    const der = certificate?.der;
    const { calls } = this;
    return calls.put(
      slot,
      id,
      peer,
      der,
      protocol,
      bytes,
      from,
      followingEnd,
      undefined,
      undefined,
      following + 1,
    );
  }

  /** The message that did not fit in the shared memory, to be given away: its beginning is kept. */
  takeLarge(slot: number): Uint8Array<ArrayBuffer> | undefined {
    const message = this.#large.get(slot);
    if (message !== undefined) this.#large.set(slot, message.slice(0, answerableFrom));
    return message;
  }

  /** Takes the headers that a worker has given the reply. */
  setReplyHeaders(slot: number, headers: CallHeaders | undefined): void {
    const envelope = this.envelopes[slot];
    if (envelope === undefined || headers === undefined) return;
    envelope.replyHeaders = Object.assign(emptyHeaders(), headers);
  }

  /** The calls that workers have taken. @param idOf gives a worker's id by its number. */
  *atWork(idOf: (number: number) => number | undefined): Iterable<CallAtWork> {
    for (let slot = 0; slot < this.callers.length; slot++) {
      if (this.callers[slot] === undefined) continue;
      const worker = idOf(this.calls.takenBy(slot));
      if (worker !== undefined) yield { number: this.#numberAt(slot), worker, place: slot };
    }
  }

  #numberAt(slot: number): number {
    const { runs } = this.calls;
    return this.numbers[slot]! + (runs.messagesOf(slot) > 1 ? runs.turnOf(slot) : 0);
  }

  /** The name of the method that is called. */
  methodOf(slot: number): string {
    return readMessageHead(this.messageOf(slot))?.name ?? "a call";
  }

  /** The names of the methods of calls that no worker has taken, as they were sent; of a run, of its first message. */
  *waitingMethods(): Iterable<string> {
    for (let slot = 0; slot < this.callers.length; slot++) {
      if (this.callers[slot] === undefined || this.calls.takenBy(slot) !== 0) continue;
      const head = readSentHead(this.messageOf(slot));
      if (head !== undefined) yield head.name;
    }
  }

  /** A copy of a call's message (of a run that which was begun last), or of its beginning when that is all that was kept. */
  messageOf(slot: number): MessageBytes {
    const { calls } = this;
    const from = calls.peerLengthOf(slot) + calls.certificateLengthOf(slot);
    const shared = () => calls.bytesOf(slot, from, calls.lengthOf(slot));
    const bytes = new Uint8Array(this.#large.get(slot) ?? shared());
    const { runs } = calls;
    const isRun = runs.messagesOf(slot) > 1;
    const place = isRun ? messageInRun(bytes, 0, runs.turnOf(slot)) : { start: 0, end: bytes.length };
    return { bytes, ...place, protocol: protocolNames[calls.protocolOf(slot)]! };
  }

  /** Takes back the calls that no worker has taken for so long that there is a reason against them. @returns their slots. */
  waitingLate(late: (since: number) => unknown, now: number): number[] {
    const found: number[] = [];
    for (let slot = 0; slot < this.callers.length; slot++) {
      if (this.callers[slot] === undefined || this.calls.takenBy(slot) !== 0) continue;
      if (this.since[slot] === 0) this.since[slot] = now;
      if (late(this.since[slot]!) !== undefined && this.calls.takeBack(slot)) found.push(slot);
    }
    return found;
  }

  /** Calls are queued with their times from now on: those that are queued already came at this time. */
  setTimes(time: number): void {
    for (const [slot, caller] of this.callers.entries())
      if (caller !== undefined) this.calls.setTime(slot, time * 1000);
  }

  /** The slot stays in use when its call is answered, until {@link CallSlots.reclaim}. */
  keep(slot: number): void {
    this.#kept.add(slot);
  }

  /** Nobody writes to a slot that was kept any more. @returns false when it was not. */
  reclaim(slot: number): boolean {
    if (!this.#kept.delete(slot)) return false;
    this.release(slot);
    return true;
  }

  /** The call is answered: its slot holds none any more. */
  release(slot: number): void {
    if (this.#lent[slot] === 1) {
      this.#lent[slot] = 0;
      this.callers[slot]?.lending?.giveBack();
    }
    this.callers[slot] = undefined;
    this.envelopes[slot] = undefined;
    if (this.#kept.size > 0 && this.#kept.has(slot)) return;
    if (this.#large.size > 0) this.#large.delete(slot);
    this.calls.free(slot);
    this.#free.push(slot);
    this.used--;
  }
}

/** Enough bytes of a message to contain the name of its method in practice. */
const answerableFrom = 1024;
