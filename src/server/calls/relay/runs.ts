// Calls of one connection that lie in one slot of the shared memory, a run: a worker answers one after the other, and the
// server sends on what has been answered. Each message stands behind its frame's length, and so does each reply.
import { readI32 } from "../../../protocol/bytes.ts";
import { lengthSize } from "../../../transport/frame.ts";
import { dataAt, slotBlock } from "./blocks.ts";
import { type Layout, slotWords } from "./layout.ts";

/** Messages of a run that were answered. */
export interface Answered {
  readonly messages: number;
  /** The place of their replies in the slot's data. */
  readonly from: number;
  readonly length: number;
}

/** The runs of a memory as one thread sees them. */
export class Runs {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #layout: Layout;

  constructor(words: Int32Array, bytes: Uint8Array, layout: Layout) {
    this.#words = words;
    this.#bytes = bytes;
    this.#layout = layout;
  }

  // The server's side.

  /** Stores a run of so many messages, or a single one. @param end of the messages, in bytes from the slot's data on. */
  begin(slot: number, messages: number, end: number): void {
    const words = this.#words;
    const at = this.#slotAt(slot);
    words[at + runMessages] = messages;
    if (messages === 1) return;
    words[at + runTurn] = 0;
    words[at + runAnswered] = 0;
    words[at + runRepliesAt] = end;
  }

  /** The message that was begun last, counted from 0. */
  turnOf(slot: number): number {
    const turn = Atomics.load(this.#words, this.#slotAt(slot) + runTurn);
    return turn < 0 ? ~turn : turn;
  }

  /** Has the worker begin no other message. */
  close(slot: number): void {
    const words = this.#words;
    const at = this.#slotAt(slot) + runTurn;
    for (;;) {
      const turn = Atomics.load(words, at);
      if (turn < 0 || Atomics.compareExchange(words, at, turn, ~turn) === turn) return;
    }
  }

  /** What was answered and has not been sent on. */
  answeredOf(slot: number): Answered {
    const at = this.#slotAt(slot);
    const answered = Atomics.load(this.#words, at + runAnswered);
    return {
      messages: answered >>> lengthBits,
      from: this.#words[at + runRepliesAt]!,
      length: answered & lengthMask,
    };
  }

  /** That was sent on. */
  sent(slot: number): void {
    Atomics.store(this.#words, this.#slotAt(slot) + runAnswered, 0);
  }

  // The worker's side.

  /** Goes on to the next message. False when the server has closed the run. */
  next(slot: number, turn: number): boolean {
    return Atomics.compareExchange(this.#words, this.#slotAt(slot) + runTurn, turn, turn + 1) === turn;
  }

  /** Stores a reply behind those before it; none for a message that has no reply. False when there is no room. */
  keep(slot: number, reply: Uint8Array, start: number, length: number): boolean {
    const words = this.#words;
    const layout = this.#layout;
    const at = this.#slotAt(slot);
    let answered = words[at + runAnswered]! + (1 << lengthBits);
    if (length > 0) {
      const block = words[at + slotBlock]!;
      const from = words[at + runRepliesAt]! + (answered & lengthMask);
      const size = block < 0 ? layout.slotSize : layout.blockSize;
      if (from + lengthSize + length > size) return false;
      const bytes = this.#bytes;
      let to = dataAt(layout, slot, block) + from;
      bytes[to++] = length >>> 24;
      bytes[to++] = length >>> 16;
      bytes[to++] = length >>> 8;
      bytes[to++] = length;
      if (length > copiedByHand) bytes.set(reply.subarray(start, start + length), to);
      else for (let i = 0; i < length; i++) bytes[to + i] = reply[start + i]!;
      answered += lengthSize + length;
    }
    Atomics.store(words, at + runAnswered, answered);
    return true;
  }

  // Both sides.

  /** The number of messages in a slot. */
  messagesOf(slot: number): number {
    return this.#words[this.#slotAt(slot) + runMessages]!;
  }

  #slotAt(slot: number): number {
    return this.#layout.slotsAt + slot * slotWords;
  }
}

/** The place of a message of a run, in bytes of which the first message's frame begins at `at`. */
export function messageInRun(bytes: Uint8Array, at: number, turn: number): { start: number; end: number } {
  let from = at;
  for (let i = 0; i < turn; i++) from += lengthSize + readI32(bytes, from);
  const start = from + lengthSize;
  return { start, end: start + readI32(bytes, from) };
}

// Words of a slot.
const runMessages = 15;
/** The message that was begun last; its complement when no other may be. */
const runTurn = 16;
/** How many messages were answered, and in the lower bits the bytes of their replies: one word, read at any time. */
const runAnswered = 17;
const runRepliesAt = 18;
/** A block has fewer bytes than these say, and a run fewer messages than the bits above them. */
const lengthBits = 20;
const lengthMask = (1 << lengthBits) - 1;

/** Bytes up to which a loop copies faster than a view on them. */
const copiedByHand = 48;
