// Blocks of the shared memory, which hold what is too large for a slot: each is a bit of one word, set when it is taken.
import { type Layout, lines } from "./layout.ts";

/** The holder of a slot's bytes: a block by its number, or one of these. */
export const inSlot = -1;
export const elsewhere = -2;

/** The word of a slot that says where its bytes are. */
export const slotBlock = 5;

/** The place of a slot's bytes, wherever they are. */
export function dataAt(layout: Layout, slot: number, block: number): number {
  return block < 0 ? layout.dataAt + slot * layout.slotSize : layout.blocksAt + block * layout.blockSize;
}

/** The bytes that there are at this place. */
export function sizeAt({ slotSize, blockSize }: Layout, block: number): number {
  return block < 0 ? slotSize : blockSize;
}

/** Takes a free block for so many bytes; {@link elsewhere} when none is free or large enough. */
export function allocateBlock(words: Int32Array, { blockSize, blockBits }: Layout, length: number): number {
  if (length > blockSize) return elsewhere;
  for (;;) {
    const used = Atomics.load(words, lines.blocks);
    const block = Math.clz32(~used & blockBits);
    if (block === 32) return elsewhere;
    const bit = 0x80000000 >>> block;
    if (Atomics.compareExchange(words, lines.blocks, used, used | bit) === used) return block;
  }
}

/** Lets go of a slot's block, if it has one. */
export function releaseBlock(words: Int32Array, block: number): void {
  if (block >= 0) Atomics.and(words, lines.blocks, ~(0x80000000 >>> block));
}
