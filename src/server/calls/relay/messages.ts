// Messages between a server and a thread that runs its relayed calls: all that shared memory does not carry. Plain data.
import type { ProtocolErrorKind } from "../../../protocol/errors.ts";
import type { CallHeaders } from "../../../transport/envelope.ts";
import type { CallMemory } from "./layout.ts";

/** From the server to the thread. */
export type RelayMessage =
  /** Take calls of connections that the server holds itself from this memory, as its worker `worker`. */
  | {
      readonly kind: "relay";
      readonly memory: CallMemory;
      readonly worker: number;
      readonly concurrency: number;
    }
  /**
   * The message of a call that was too large for that memory, and is all of this one: Deno 2.9 looks at each byte of an
   * array of bytes that is sent to a thread, for 80 ms of processor time for a megabyte.
   */
  | {
      readonly kind: "call";
      readonly call: number;
      readonly message: ArrayBuffer;
      readonly headers?: CallHeaders;
      /** That of the client, DER. */
      readonly certificate?: Uint8Array | undefined;
    }
  /** The connection of some calls is gone. */
  | { readonly kind: "gone"; readonly connection: number };

/** From the thread to the server. */
export type RunnerMessage =
  /** A call's message is wanted: it was too large for the shared memory. */
  | { readonly kind: "fetch"; readonly call: number }
  /** The reply to a call, when it is too large for the shared memory. */
  | ({ readonly kind: "reply"; readonly call: number; readonly headers?: CallHeaders } & GivenReply)
  /** A call could not be read: its connection is of no more use. */
  | {
      readonly kind: "unreadable";
      readonly call: number;
      readonly error: ProtocolErrorKind;
      readonly reason: string;
    };

/** A large reply: [start, end) of memory that its sender has given away. */
export interface GivenReply {
  readonly memory: Uint8Array;
  readonly start: number;
  readonly end: number;
}
