// The bytes replies are written to: one growing buffer that is used again and again.

/** A buffer with a write position. Writers call {@link Output.reserve} before they store bytes. */
export class Output {
  bytes: Uint8Array;
  /** Over the same memory as `bytes`; replaced with it when the buffer grows. */
  view: DataView;
  /** Index into `bytes` of the next byte to write. */
  position = 0;

  /** How deep the structs of a reply may be nested, as {@link ReadLimits.maxDepth} counts. */
  readonly maxDepth: number;
  readonly #size: number;

  /** @param size bytes to start with. */
  constructor(size = 65_536, maxDepth = 64) {
    this.maxDepth = maxDepth;
    this.#size = size;
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Turns to a new buffer: somebody else has a use for the old one's memory. */
  replace(): void {
    this.bytes = new Uint8Array(this.#size);
    this.view = new DataView(this.bytes.buffer);
    this.position = 0;
  }

  /** Copies bytes to the end of what was written. */
  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.position);
    this.position += bytes.length;
  }

  /** Makes room for `length` more bytes, keeping those already written. */
  reserve(length: number): void {
    const needed = this.position + length;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.position));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}
