// The bytes a message is read from, and how far reading has come.

/** A cursor over bytes. One is reused for all messages: nothing is allocated per message. */
export class Input {
  /** Always a plain Uint8Array, so that values cut out of it are plain too. */
  bytes: Uint8Array = empty;
  /** Index into `bytes` of the next byte to read. */
  position = 0;
  /** Index into `bytes` behind the last byte of the message. */
  end = 0;
  private cachedView: DataView | undefined = undefined;

  /** Over the same memory as `bytes`; made when first asked for, as few messages hold doubles or i64s. */
  get view(): DataView {
    this.cachedView ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    return this.cachedView;
  }

  /** Turns to other bytes, of which [start, end) is one message. */
  reset(bytes: Uint8Array, start = 0, end: number = bytes.length): void {
    if (bytes !== this.source) {
      this.source = bytes;
      this.bytes = plain(bytes);
      this.cachedView = undefined;
    }
    this.position = start;
    this.end = end;
  }

  /** What {@link Input.reset} was given last. */
  private source: Uint8Array = empty;
}

/** Apache's recursion limit: structs and containers nested deeper than this are refused. */
export const maxDepth = 64;

/** node:buffer's Buffer is a Uint8Array whose `slice` and species differ: sockets deliver it, readers do not want it. */
function plain(bytes: Uint8Array): Uint8Array {
  if (Object.getPrototypeOf(bytes) === Uint8Array.prototype) return bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const empty = new Uint8Array(0);
