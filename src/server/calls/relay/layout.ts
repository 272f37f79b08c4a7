// The layout of the memory that a server shares with its threads.

/** The memory and the numbers that its layout follows from: what a worker is told. */
export interface CallMemory {
  readonly buffer: SharedArrayBuffer;
  readonly workers: number;
  readonly slots: number;
  readonly blocks: number;
  /** Milliseconds since 1970 which the times of calls begin at; absent, for a worker: calls come without a time. */
  readonly epoch?: number | undefined;
}

/** Places, in words of 4 bytes unless said. */
export interface Layout {
  readonly workers: number;
  /** A power of two, twice the slots or more. */
  readonly queueLength: number;
  readonly queueAt: number;
  readonly workersAt: number;
  readonly slotsAt: number;
  /** Bytes of a message and what is said of its client, or of a reply, that a slot holds. */
  readonly slotSize: number;
  /** In bytes. */
  readonly dataAt: number;
  /** Bytes of a block, which holds what is too large for a slot. */
  readonly blockSize: number;
  /** A set bit for each block there is. */
  readonly blockBits: number;
  /** In bytes. */
  readonly blocksAt: number;
  /** In all. */
  readonly bytes: number;
}

/** Words that several threads write, each on a cache line of its own. */
export const lines = {
  /** The place of the next call to be taken; the workers move it on. */
  head: 0,
  /** The place of the next call to be queued; the server moves it on. */
  tail: 16,
  /**
   * The call done last, twice its slot's number plus 2, and 1 when the server was woken for it or one before; each names the
   * one before it. 0: none.
   */
  done: 32,
  /** The number of parked workers. */
  parked: 48,
  /** The blocks in use, a bit each. */
  blocks: 64,
  /** The number of workers that look for calls. */
  looking: 80,
};

/** Whether no call waits to be taken. */
export function queueIsEmpty(words: Int32Array): boolean {
  return Atomics.load(words, lines.head) === Atomics.load(words, lines.tail);
}

const wordsPerLine = 16;
/** Bytes of a line: slots whose distance is a power of two would all lie in the same few lines of a processor's cache. */
const line = 64;

/** Words of a slot: two lines, of which a call that is alone in its slot needs the first. */
export const slotWords = 32;

/**
 * Makes the memory for `workers` threads that run `concurrency` calls each. Pages that nothing was
 * written to take no memory: 64 MB of it left every runtime's resident set unchanged.
 *
 * @param places how many threads there may be for a while, when new ones take the place of others.
 */
export function makeCallMemory(workers: number, concurrency: number, places = workers): CallMemory {
  const slots = Math.min(workers * concurrency + queuedAtMost, mostSlots);
  const blocks = workers === 1 ? 4 : 32;
  const { bytes } = layoutOf(places, slots, blocks);
  return {
    buffer: new SharedArrayBuffer(bytes),
    workers: places,
    slots,
    blocks,
    epoch: performance.timeOrigin,
  };
}

/** The layout of a memory. */
export function callMemoryLayout({ workers, slots, blocks }: CallMemory): Layout {
  return layoutOf(workers, slots, blocks);
}

function layoutOf(workers: number, slots: number, blocks: number): Layout {
  const queueLength = 2 ** Math.ceil(Math.log2(slots * 2));
  const slotSize = (slots <= 4096 ? 4096 : 1024) + line;
  const queueAt = 96;
  const workersAt = queueAt + queueLength;
  const slotsAt = workersAt + workers * wordsPerLine;
  const dataAt = Math.ceil(((slotsAt + slots * slotWords) * 4) / 4096) * 4096;
  const blocksAt = dataAt + slots * slotSize;
  return {
    workers,
    queueLength,
    queueAt,
    workersAt,
    slotsAt,
    slotSize,
    dataAt,
    blockSize,
    blockBits: -1 << (32 - blocks),
    blocksAt,
    bytes: blocksAt + blocks * blockSize,
  };
}

/** Threads that a memory of one has room for, while one takes the place of another. */
export const relayPlaces = 4;
/** Calls that may be queued while all workers are busy; those beyond wait with their connections. */
const queuedAtMost = 128;
const mostSlots = 65_536;
const blockSize = 262_144;
