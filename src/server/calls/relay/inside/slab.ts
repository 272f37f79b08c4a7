// Memory that messages are copied to before they are run: many small ones share a piece.

/** Finds room for one message after the other. No byte is written twice, as values may be views onto it. */
export class Slab {
  /** The piece with the room that was found last. */
  bytes = new Uint8Array(slabSize);
  start = 0;
  #shared = this.bytes;
  #used = 0;

  /** Finds room for so many bytes: from {@link Slab.start} of {@link Slab.bytes} on. */
  reserve(length: number): void {
    if (length > slabSize / 4) {
      this.bytes = new Uint8Array(length);
      this.start = 0;
      return;
    }
    // A handler that gives the memory of a binary argument away leaves none.
    if (this.#used + length > this.#shared.length) {
      this.#shared = new Uint8Array(slabSize);
      this.#used = 0;
    }
    this.bytes = this.#shared;
    this.start = this.#used;
    this.#used += length;
  }
}

const slabSize = 65_536;
