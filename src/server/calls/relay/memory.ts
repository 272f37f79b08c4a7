// The memory that a server and its threads share: calls wait in it, any free thread takes the next, and
// replies come back the same way. Only numbers and bytes are here; who waits for what is not.
import { putBytes } from "../../../protocol/bytes.ts";
import type { Deadline } from "../../../transport/deadline.ts";
import { allocateBlock, dataAt, elsewhere, inSlot, releaseBlock, sizeAt, slotBlock } from "./blocks.ts";
import { type CallMemory, callMemoryLayout, type Layout, lines, queueIsEmpty, slotWords } from "./layout.ts";
import { Parking } from "./parking.ts";
import { DirectReplies } from "./replies/direct.ts";
import { DoneList } from "./replies/done_list.ts";
import { Runs } from "./runs.ts";

/** States of a call besides "taken", which is the number of the worker that took it. */
const empty = 0;
const queued = -1;

/**
 * The memory as one thread sees it. The server alone queues and frees calls, so each call's slot stays
 * with it, with the name of the worker that took it, until it is answered.
 */
export class SharedCalls {
  readonly memory: CallMemory;
  readonly layout: Layout;
  /** The workers that have no call. */
  readonly parking: Parking;
  /** Calls that share a slot. */
  readonly runs: Runs;
  /** Replies that workers write themselves. */
  readonly direct: DirectReplies;
  /** Calls that are done. */
  readonly done: DoneList;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  /** The same memory, for times. */
  readonly #times: Float64Array;

  constructor(memory: CallMemory) {
    this.memory = memory;
    this.layout = callMemoryLayout(memory);
    this.#words = new Int32Array(memory.buffer, 0, this.layout.bytes >> 2);
    this.#bytes = new Uint8Array(memory.buffer);
    this.#times = new Float64Array(memory.buffer, 0, this.layout.bytes >> 3);
    this.parking = new Parking(this.#words, this.layout);
    this.runs = new Runs(this.#words, this.#bytes, this.layout);
    this.direct = new DirectReplies(this.#words, this.layout);
    this.done = new DoneList(this.#words, this.layout, this.direct);
  }

  // The server's side.

  /** Whether the queue has room. Calls taken back leave their places in it until a worker passes them. */
  get hasRoom(): boolean {
    const words = this.#words;
    return ((words[lines.tail]! - Atomics.load(words, lines.head)) | 0) < this.layout.queueLength;
  }

  /**
   * Stores a call in a free slot and queues it.
   *
   * @param certificate of its client, DER. It lies between the peer's address and the message, in a slot that holds that.
   * @param headers that came with the message, as the worker will read them; they lie behind it.
   * @param deadline that they tell of.
   * @param messages how many these are; of more than one each stands behind its frame's length.
   * @returns false when the message is too large for what is free: the worker has to ask for it. Several are not queued then.
   */
  put(
    slot: number,
    connection: number,
    peer: string,
    certificate: Uint8Array | undefined,
    protocol: number,
    message: Uint8Array,
    start: number,
    end: number,
    headers: Uint8Array | undefined,
    deadline: Deadline | undefined,
    messages = 1,
  ): boolean {
    const words = this.#words;
    const bytes = this.#bytes;
    const at = this.#slotAt(slot);
    const length = end - start;
    const peerLength = Math.min(peer.length, longestPeer);
    const headersLength = headers?.length ?? 0;
    const certificateLength = certificate?.length ?? 0;
    const needed = peerLength + certificateLength + length + headersLength;
    const replies = messages === 1 ? 0 : length + messages * replyRoom;
    const fitsSlot = needed + replies <= this.layout.slotSize;
    const block = fitsSlot ? inSlot : allocateBlock(words, this.layout, needed + replies);
    if (block === elsewhere && messages > 1) return false;
    this.runs.begin(slot, messages, peerLength + certificateLength + length);
    words[at + slotConnection] = connection;
    words[at + slotPeer] = peerLength;
    words[at + slotCertificate] = block === elsewhere ? 0 : certificateLength;
    words[at + slotProtocol] = protocol;
    words[at + slotLength] = length;
    words[at + slotHeaders] = block === elsewhere ? 0 : headersLength;
    words[at + slotGone] = 0;
    this.#times[(at + slotStartBy) >> 1] = deadline === undefined ? 0 : deadline.startBy;
    if (deadline !== undefined) this.#times[(at + slotEndBy) >> 1] = deadline.endBy;
    words[at + slotBlock] = block;
    const from = dataAt(this.layout, slot, block);
    if (block !== elsewhere) {
      const p = from + peerLength + certificateLength;
      const room = from + sizeAt(this.layout, block) - p;
      // Without a view where that goes: for one Bun moves the bytes of a small chunk to memory of its own. What comes before
      // the message is written over below.
      if (end === message.length && p - start >= from) putBytes(bytes, p - start, message, end, room + start);
      else putBytes(bytes, p, message.subarray(start, end), length, room);
      if (certificate !== undefined) bytes.set(certificate, from + peerLength);
      if (headers !== undefined) bytes.set(headers, p + length);
    }
    for (let i = 0; i < peerLength; i++) bytes[from + i] = peer.charCodeAt(i);
    Atomics.store(words, at + slotState, queued);
    const tail = words[lines.tail]!;
    words[this.layout.queueAt + (tail & (this.layout.queueLength - 1))] = slot;
    Atomics.store(words, lines.tail, (tail + 1) | 0);
    return block !== elsewhere;
  }

  /** Stores when a call that is to be queued has come: microseconds since the memory's epoch. */
  setTime(slot: number, microseconds: number): void {
    this.#words[this.#slotAt(slot) + slotTime] = microseconds;
  }

  /** The worker that took a call, or 0 while it is queued. */
  takenBy(slot: number): number {
    return Math.max(Atomics.load(this.#words, this.#slotAt(slot) + slotState), 0);
  }

  /** Takes back a call that no worker has taken. */
  takeBack(slot: number): boolean {
    return Atomics.compareExchange(this.#words, this.#slotAt(slot) + slotState, queued, empty) === queued;
  }

  /** Tells the worker that takes the call, or has taken it, that its connection is gone. */
  markGone(slot: number): void {
    Atomics.store(this.#words, this.#slotAt(slot) + slotGone, 1);
  }

  /** Ends a slot's use. */
  free(slot: number): void {
    const at = this.#slotAt(slot);
    releaseBlock(this.#words, this.#words[at + slotBlock]!);
    Atomics.store(this.#words, at + slotState, empty);
  }

  // The workers' side.

  /** Takes the longest waiting call for a worker. @returns its slot, or -1 when none waits. */
  take(worker: number): number {
    const words = this.#words;
    for (;;) {
      const head = Atomics.load(words, lines.head);
      if (head === Atomics.load(words, lines.tail)) return -1;
      const slot = words[this.layout.queueAt + (head & (this.layout.queueLength - 1))]!;
      // The slot first and the queue after it: whenever this worker dies, what it took has its name.
      const taken = Atomics.compareExchange(words, this.#slotAt(slot) + slotState, queued, worker) === queued;
      Atomics.compareExchange(words, lines.head, head, (head + 1) | 0);
      if (taken) return slot;
    }
  }

  get isEmpty(): boolean {
    return queueIsEmpty(this.#words);
  }

  /**
   * Stores a reply where its call was. False when it is too large for what is free.
   * @param length of the reply proper, which begins at `start` of `bytes`; `headersLength` bytes follow it.
   */
  reply(slot: number, bytes: Uint8Array, start: number, length: number, headersLength: number): boolean {
    const stored = length + headersLength;
    const words = this.#words;
    const at = this.#slotAt(slot);
    let block = words[at + slotBlock]!;
    if (block === elsewhere) block = inSlot;
    if (stored > sizeAt(this.layout, block)) {
      const larger = allocateBlock(words, this.layout, stored);
      if (larger === elsewhere) return false;
      releaseBlock(words, block);
      block = larger;
    }
    words[at + slotBlock] = block;
    words[at + slotLength] = length;
    words[at + slotHeaders] = headersLength;
    this.#bytes.set(bytes.subarray(start, start + stored), dataAt(this.layout, slot, block));
    return true;
  }

  /** The reply is with the client: the slot holds nothing of it. */
  clear(slot: number): void {
    const at = this.#slotAt(slot);
    releaseBlock(this.#words, this.#words[at + slotBlock]!);
    this.#words[at + slotBlock] = inSlot;
    this.#words[at + slotLength] = 0;
    this.#words[at + slotHeaders] = 0;
  }

  /** The microseconds from the time stored in a slot until another, of at most 35 minutes. */
  timeUntil(slot: number, microseconds: number): number {
    return (microseconds - this.#words[this.#slotAt(slot) + slotTime]!) | 0;
  }

  isGone(slot: number): boolean {
    return Atomics.load(this.#words, this.#slotAt(slot) + slotGone) === 1;
  }

  // Both sides.

  protocolOf(slot: number): number {
    return this.#words[this.#slotAt(slot) + slotProtocol]!;
  }

  connectionOf(slot: number): number {
    return this.#words[this.#slotAt(slot) + slotConnection]!;
  }

  peerLengthOf(slot: number): number {
    return this.#words[this.#slotAt(slot) + slotPeer]!;
  }

  certificateLengthOf(slot: number): number {
    return this.#words[this.#slotAt(slot) + slotCertificate]!;
  }

  /** The time that its client gives it, if it does. */
  deadlineOf(slot: number): Deadline | undefined {
    const at = this.#slotAt(slot);
    const startBy = this.#times[(at + slotStartBy) >> 1]!;
    return startBy === 0 ? undefined : { startBy, endBy: this.#times[(at + slotEndBy) >> 1]! };
  }

  /** The length of the message or, once there is one, of the reply. */
  lengthOf(slot: number): number {
    return this.#words[this.#slotAt(slot) + slotLength]!;
  }

  /** The length of the headers behind the message or the reply; 0: there are none. */
  headersLengthOf(slot: number): number {
    return this.#words[this.#slotAt(slot) + slotHeaders]!;
  }

  isElsewhere(slot: number): boolean {
    return this.#words[this.#slotAt(slot) + slotBlock] === elsewhere;
  }

  /** The slot's bytes from `from` on, in the shared memory itself. */
  bytesOf(slot: number, from: number, length: number): Uint8Array {
    const start = dataAt(this.layout, slot, this.#words[this.#slotAt(slot) + slotBlock]!) + from;
    return this.#bytes.subarray(start, start + length);
  }

  #slotAt(slot: number): number {
    return this.layout.slotsAt + slot * slotWords;
  }
}

// Words of a slot.
const slotState = 0;
const slotLength = 2;
const slotPeer = 3;
const slotProtocol = 4;
const slotGone = 6;
const slotConnection = 7;
const slotHeaders = 8;
const slotTime = 9;
const slotCertificate = 14;
/** Two words each, which begin at an even one. */
const slotStartBy = 10;
const slotEndBy = 12;

/** Characters of a peer's address that are kept: an IPv6 address with a scope and a port fits. */
const longestPeer = 96;
/** Bytes by which the replies of a run may be longer than its messages, for each of them. */
const replyRoom = 16;
