// Messages between a server and a process that runs calls of connections which the server keeps. Plain data, as JSON: bytes
// are in base64.
import type { ProtocolErrorKind } from "../../../protocol/errors.ts";
import type { ProtocolName } from "../../../protocol/names.ts";
import type { CallHeaders } from "../../../transport/envelope.ts";

/** From the server to the process. */
export type PostMessage =
  /** A call. */
  | {
      readonly kind: "post";
      readonly call: number;
      readonly connection: number;
      /** The address of its client. Not `peer`: messages that come with a connection have that. */
      readonly client: string;
      /** The certificate of its client, if it has shown one. */
      readonly certificate?: string | undefined;
      readonly protocol: ProtocolName;
      readonly message: string;
      readonly headers?: CallHeaders | undefined;
      /** The time that its client gives it. Absent, or null: any. */
      readonly startBy?: number | null | undefined;
      readonly endBy?: number | null | undefined;
      /** Milliseconds that it has waited for a worker, where that matters. */
      readonly waited?: number | undefined;
    }
  /** The connection of some calls is gone. */
  | { readonly kind: "gone"; readonly connection: number };

/** From the process to the server. */
export type PostedMessage =
  /** The reply to a call; empty: there is none. */
  | {
      readonly kind: "posted";
      readonly call: number;
      readonly reply: string;
      readonly headers?: CallHeaders | undefined;
    }
  /** A call could not be read: its connection is of no more use. */
  | {
      readonly kind: "unreadable";
      readonly call: number;
      readonly error: ProtocolErrorKind;
      readonly reason: string;
    };
