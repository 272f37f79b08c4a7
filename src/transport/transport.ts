// What every transport gives a connection: the messages in its bytes, and replies in its form.
import type { Output } from "../protocol/output.ts";

/** The sizes a client may not go past, in bytes. */
export interface SizeLimits {
  readonly maxFrameSize: number;
  readonly maxMessageSize: number;
}

/** One connection's transport: it takes the bytes as they arrive and finds where messages end. */
export interface Transport {
  /** The memory that the message found last lies in. It is never written to again. */
  readonly bytes: Uint8Array;
  /** Index into `bytes` of the first byte of the message found last. */
  readonly start: number;
  /** Index into `bytes` behind the last byte of the message found last. */
  readonly end: number;
  /** Bytes received that belong to no message found yet. */
  readonly pending: number;

  /** Adds bytes that arrived. They are kept, not copied, while whole messages come in one piece. */
  push(chunk: Uint8Array): void;
  /**
   * Finds the next message and sets `bytes`, `start` and `end`. False when more bytes are needed.
   * @throws {ProtocolError} when the bytes cannot be a message, or one that is too large.
   */
  next(): boolean;
  /** Makes room for what stands before a reply. @returns what {@link Transport.endReply} needs to know. */
  beginReply(output: Output): number;
  /** Completes what stands before the reply that was written since; takes it back if none was. */
  endReply(output: Output, mark: number): void;
}
