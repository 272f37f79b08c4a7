// The interface between a transport and its connection: the messages in its bytes, and replies in its form.
import type { ProtocolError } from "../protocol/errors.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { Output } from "../protocol/output.ts";
import type { Envelope } from "./envelope.ts";
import type { Pages } from "./pages.ts";

/** The sizes that messages may not go past, in bytes. */
export interface MessageLimits {
  readonly maxFrameSize: number;
  readonly maxMessageSize: number;
  /** Of the header of one THeader frame. */
  readonly maxHeaderSize: number;
}

/** The sizes a client may not go past, in bytes. */
export interface SizeLimits extends MessageLimits {
  /** An HTTP request's line, headers and trailers together. */
  readonly maxHttpHeaderSize: number;
  /** An HTTP request's body. */
  readonly maxHttpBodySize: number;
}

/** The state of the server that a transport may have to tell its client. */
export interface ServerState {
  /** Shown to HTTP clients that do not call. */
  readonly pages: Pages;
  /** Is told the transport that the client's first bytes are of. */
  speaks?(transport: string): void;
  /** Whether the connection is to close once the calls at work are answered. */
  readonly closing: boolean;
}

/** One connection's transport: it takes the bytes as they arrive and finds where messages end. */
export interface Transport {
  /** The memory that the message found last lies in. It is never written to again. */
  readonly bytes: Uint8Array;
  /** Index into `bytes` of the first byte of the message found last. */
  readonly start: number;
  /** Index into `bytes` behind the last byte of the message found last. */
  readonly end: number;
  /** The protocol of the message found last, or of all messages. */
  readonly protocol: ProtocolName;
  /** The envelope of the message found last. */
  readonly envelope: Envelope | undefined;
  /**
   * The reason why the message found last cannot be taken: only its beginning is there, for the client to be answered.
   * The transport passes over the rest, or is finished.
   */
  readonly refusal?: ProtocolError | undefined;
  /** Whether it is passing over the rest of a message that was refused. */
  readonly skippingRest?: boolean;
  /** Between two messages it keeps nothing of those before: another one can take the next. Default: false. */
  readonly stateless?: boolean;
  /** Whether a reply goes out as it is behind its frame's length, whatever was said before. Default: false. */
  readonly isPlain?: boolean;
  /** Bytes received that belong to no message found yet. */
  readonly pending: number;
  /** Whether replies have to go out in the order of their calls, so that one call runs at a time. */
  readonly ordered: boolean;
  /** Whether no more messages will come: the connection closes once all calls are answered. */
  readonly finished: boolean;
  /** Takes this one's place as soon as {@link Transport.next} has returned false; it has the bytes already. */
  readonly successor: Transport | undefined;
  /**
   * Set when {@link Transport.next} has returned false for another reason than that more bytes are needed. It
   * is to be called again when this resolves: a module has been loaded, or others have had their turn.
   */
  readonly blockedUntil?: Promise<void> | undefined;

  /** Adds bytes that arrived. They are kept, not copied, while whole messages come in one piece. */
  push(chunk: Uint8Array): void;
  /**
   * Finds the next message and sets `bytes`, `start`, `end` and `envelope`. False when more bytes are needed.
   *
   * @param output gets what the transport itself has to answer: a handshake, a pong, an error's status.
   * @throws {ProtocolError} when the bytes cannot be a message, not even one that could be answered.
   */
  next(output: Output): boolean;
  /**
   * Looks for whole messages right behind the one found last, each behind its frame's length, and takes none of them.
   *
   * @param bytes where that one was found.
   * @param most messages, and `within` bytes of all together.
   * @returns how many there are; they end at {@link Transport.aheadEnd}.
   */
  lookAhead?(bytes: Uint8Array, most: number, within: number): number;
  readonly aheadEnd?: number;
  /** Makes room for what stands before a reply. @returns where that begins: {@link Transport.endReply} needs it. */
  beginReply(output: Output, envelope: Envelope | undefined): number;
  /** Completes what stands around the reply that was written since; takes it back if none was. */
  endReply(output: Output, mark: number, envelope: Envelope | undefined): void;
  /** Bytes of replies that were ended and are not in the output yet, as making them into what goes out takes long. */
  readonly unpoured?: number;
  /** Appends a part of them. */
  pour?(output: Output): void;
  /** Answers what need not wait until a call at work is done: a ping. Called when bytes have arrived. */
  answerControl?(output: Output): void;
  /**
   * Appends what the client can be told before the connection closes for `error`.
   * @returns whether the client is still sending, and would not read that if its bytes were not taken.
   */
  answerError?(output: Output, error: ProtocolError): boolean;
  /** Appends what the client can be told before the connection closes. @param reason it is nothing that the client did. */
  sayGoodbye?(output: Output, reason: string): void;
}
