// The bytes a message is read from, and how far reading has come.

/** A cursor over bytes. One is reused for all messages: nothing is allocated per message. */
export class Input {
  bytes: Uint8Array = empty;
  /** Over the same memory as `bytes`. */
  view: DataView = emptyView;
  /** Index into `bytes` of the next byte to read. */
  position = 0;
  /** Index into `bytes` behind the last byte of the message. */
  end = 0;
  /** How many structs and containers are open; readers refuse to go past {@link maxDepth}. */
  depth = 0;

  /** Turns to other bytes, of which [start, end) is one message. */
  reset(bytes: Uint8Array, start = 0, end: number = bytes.length): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.position = start;
    this.end = end;
    this.depth = 0;
  }
}

/** Apache's recursion limit: structs and containers nested deeper than this are refused. */
export const maxDepth = 64;

const empty = new Uint8Array(0);
const emptyView = new DataView(empty.buffer);
