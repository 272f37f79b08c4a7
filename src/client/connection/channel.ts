// The interface between calls and the connections that they are made on.
import type { CallHeaders } from "../../transport/envelope.ts";

/** The content of a reply: a result, an exception that the function declares, or one of Thrift's own. */
export type Answer =
  | { readonly result: unknown }
  | { readonly index: number; readonly exception: unknown }
  | { readonly type: number; readonly message: string };

/** The end of a connection, in words. */
export interface Ended {
  readonly reason: string;
  readonly cause?: Error | undefined;
}

/** A call as a channel needs to know it. It is on one channel at a time. */
export interface Outgoing {
  /** Of the function, in the codec's list. */
  readonly index: number;
  readonly args: readonly unknown[];
  readonly headers: CallHeaders | undefined;
  /** Its number on the channel, which the channel gives it. */
  sequenceId: number;
  /** The channel's count of what it had received when the call went out. */
  heard: number;
  /** A reply has come. */
  answered(answer: Answer, headers: CallHeaders | undefined): void;
  /** None will come. @param isUnsent whether the server has certainly not run it. Default: false. */
  dropped(why: Ended, isUnsent?: boolean): void;
}

/** A connection, or what stands for one where each call is a request of its own. */
export interface Channel {
  /** The server's, as messages show it. */
  readonly address: string;
  /** Calls on it that have no reply yet. */
  readonly load: number;
  /** Calls that were ever made on it. */
  readonly begun: number;
  /** The reason why no more calls can be made on it. */
  readonly ended: Ended | undefined;
  /** Makes a call. @throws {ValueError} when an argument does not fit the IDL: nothing was sent. */
  send(call: Outgoing): void;
  /**
   * Gives a call up: its reply will not be waited for.
   * @returns whether nothing at all has come since it was sent: the server may be dead.
   */
  forget(call: Outgoing): boolean;
  /** Closes it as soon as its calls are done: it gets no more. */
  retire(): void;
  /** Closes it at once; its calls are dropped. */
  close(): void;
  /** Whether it keeps the program from ending. */
  hold(isHeld: boolean): void;
}

/** Whoever makes calls on a channel. */
export interface ChannelOwner {
  /** It has ended. Called once. */
  ended(channel: Channel): void;
  /** It is to get no more calls, and to be closed when it has none left: its server may be dead. */
  retire(channel: Channel): void;
}

/** The bytes of a connection, whatever carries them. */
export interface Wire {
  /** Begins to read. */
  open(events: WireEvents): void;
  /** @param sent is called when the bytes are the system's, or will never be. */
  write(bytes: Uint8Array, sent?: (error?: Error | null) => void): void;
  destroy(): void;
  hold(isHeld: boolean): void;
}

/** The events of a wire. */
export interface WireEvents {
  data(chunk: Uint8Array): void;
  /** Called at least once at its end. */
  ended(cause?: Error): void;
}
