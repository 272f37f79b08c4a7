// The messages between a server and its workers, threads or processes. Plain data throughout.
import type { HandlerSource } from "../handler/source.ts";
import type { Diagnostic } from "../idl/errors.ts";
import type { ProtocolErrorKind } from "../protocol/errors.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { TlsFiles } from "../tls/files.ts";
import type { CallHeaders } from "../transport/envelope.ts";
import type { CallMemory } from "./calls/relay/layout.ts";
import type { Settings } from "./options/settings.ts";
import type { RefusalReport } from "./refusals.ts";
import type { UnknownField } from "./unknown_fields.ts";

/** From the server to a worker. */
export type ServerMessage =
  /** The first message: load the handler, run its `init`, answer ready or failed. */
  | {
      readonly kind: "start";
      readonly id: number;
      readonly runs: "thread" | "process";
      /** The server's process id: a worker whose server is gone by now does not begin. */
      readonly server: number;
      readonly source: HandlerSource;
      readonly settings: Settings;
      /** It takes one connection and ends with it. */
      readonly oneConnection: boolean;
      /** To a process that has to secure its connections: the last files that were of use. */
      readonly tls?: TlsFiles;
    }
  /** A connection comes with this message. */
  | { readonly kind: "connection"; readonly connection: number }
  /** Take calls of connections that the server holds itself from this memory, as its worker `worker`. */
  | {
      readonly kind: "relay";
      readonly memory: CallMemory;
      readonly worker: number;
      readonly concurrency: number;
    }
  /** The message of a call that was too large for that memory. */
  | {
      readonly kind: "call";
      readonly call: number;
      readonly message: Uint8Array;
      readonly headers?: CallHeaders;
    }
  /** Answer as soon as no call keeps you from it. */
  | { readonly kind: "ping" }
  /** The connection of some calls is gone. */
  | { readonly kind: "gone"; readonly connection: number }
  /** Finish the calls at work, close the connections, run the handler's `close`, end. */
  | { readonly kind: "drain" }
  /** End as soon as the handler's module and `init` are loaded and done, whatever calls are at work. To a thread. */
  | { readonly kind: "stop" };

/** From a worker to the server. */
export type WorkerMessage =
  /** The service is told so that other workers need not read the IDL again. */
  | {
      readonly kind: "ready";
      readonly service: ResolvedService;
      readonly warnings: readonly string[];
      /** Connections that a process has file descriptors for; absent: that is not known, or does not matter. */
      readonly room?: number;
    }
  | { readonly kind: "failed"; readonly error: Failure }
  /** The handler is imported: its `init` runs now. Not said where there is none. */
  | { readonly kind: "initializing" }
  /** The answer to a ping. */
  | { readonly kind: "pong" }
  /** A connection has arrived. */
  | { readonly kind: "taken"; readonly connection: number }
  /** A connection that this worker was handed has ended. */
  | { readonly kind: "left"; readonly connection: number; readonly spoken?: ProtocolName }
  /** A call's message is wanted: it was too large for the shared memory. */
  | { readonly kind: "fetch"; readonly call: number }
  /** The reply to a call, when it is too large for the shared memory. */
  | {
      readonly kind: "reply";
      readonly call: number;
      /** Memory that the worker has given away: the reply is [start, end) of it. */
      readonly memory: Uint8Array;
      readonly start: number;
      readonly end: number;
      readonly headers?: CallHeaders;
    }
  /** A relayed call could not be read: its connection is of no more use. */
  | {
      readonly kind: "unreadable";
      readonly call: number;
      readonly error: ProtocolErrorKind;
      readonly reason: string;
    }
  /** A result has a property that is no field. */
  | { readonly kind: "unknownField"; readonly found: UnknownField }
  /** Messages, calls or connections that this worker has refused. */
  | { readonly kind: "refused"; readonly reports: readonly RefusalReport[] }
  /** The handler's `close` begins: there is one, and no call is at work any more. */
  | { readonly kind: "closing" }
  /** Nothing more to do. */
  | { readonly kind: "ended" };

/** An error on its way from a worker to the server. */
export interface Failure {
  /** The error's class: `HandlerError` and `IdlError` are the user's to mend. */
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Of an IdlError. */
  readonly diagnostics?: readonly Diagnostic[];
}
