// The messages between a server and its workers, threads or processes. Plain data throughout.
import type { HandlerSource } from "../handler/source.ts";
import type { Diagnostic } from "../idl/errors.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { TlsFiles } from "../tls/files.ts";
import type { PlainRules } from "./calls/batch_rules.ts";
import type { PostedMessage, PostMessage } from "./calls/posted/messages.ts";
import type { RelayMessage, RunnerMessage } from "./calls/relay/messages.ts";
import type { FunctionTimeouts } from "./calls/worker_calls.ts";
import type { CountMemory } from "./counting/count_memory.ts";
import type { WornBy } from "./counting/observed.ts";
import type { Told } from "./equipment/equipment.ts";
import type { Settings } from "./options/settings.ts";
import type { WorkerReport } from "./reports.ts";
import type { SharedMessage, ShareMessage } from "./sharing/messages.ts";

/** From the server to a worker. */
export type ServerMessage =
  /** The first message: load the handler, run its `init` and warm-up, answer ready or failed. */
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
      /** Calls of connections that live elsewhere are relayed to it; otherwise connections are handed to it. */
      readonly relayed: boolean;
      /** What its `init` is told of beside. */
      readonly equipment: Told;
      /** To a process that has to secure its connections: the last files that were of use, by place. */
      readonly tls?: readonly (TlsFiles | undefined)[];
      /** Where it counts; absent: nowhere. */
      readonly counts?: CountMemory;
    }
  | ConnectionMessage
  /** Others take its place: let go of connections that can go on elsewhere, each between two calls, and of the group. */
  | { readonly kind: "move" }
  /** Answer as soon as no call keeps you from it. */
  | { readonly kind: "ping" }
  /** The server ends in a while: say so to whoever asks, and serve on. */
  | { readonly kind: "announce" }
  /** The counts of calls of the whole server: the answer to `counters`. */
  | { readonly kind: "counters"; readonly counters: Readonly<Record<string, number>> }
  | SharedMessage
  /** Take calls of the group from now on. */
  | { readonly kind: "joinGroup" }
  /** Close each connection once the calls are answered that it has sent; others come still, and go the same way. */
  | { readonly kind: "leave" }
  /** Other workers take the relayed calls from now on: finish those at work, then drain. */
  | { readonly kind: "retire" }
  /** Finish the calls at work, close the connections, run the handler's `close`, end. */
  | { readonly kind: "drain" }
  /** End as soon as the handler's module and `init` are loaded and done, whatever calls are at work. To a thread. */
  | { readonly kind: "stop" }
  | RelayMessage
  | PostMessage;

/** A connection comes with this message. */
export interface ConnectionMessage {
  readonly kind: "connection";
  readonly connection: number;
  /** It can go on with another worker. */
  readonly moves?: boolean;
  /** Its client has called before. */
  readonly hasCalled?: boolean | undefined;
  /** The number of the place that it came to. */
  readonly place?: number | undefined;
  /** The address of its client, if a proxy has told it before. */
  readonly client?: string | undefined;
}

/** A connection that was let go of. */
export interface LetGo {
  /** Of this process, if it came to a thread. */
  readonly descriptor?: number | undefined;
  readonly hasCalled: boolean;
  /** The address of its client, if a proxy has told it. */
  readonly client?: string | undefined;
}

/** From a worker to the server. */
export type WorkerMessage =
  /** The service is told so that other workers need not read the IDL again. */
  | {
      readonly kind: "ready";
      readonly service: ResolvedService;
      readonly warnings: readonly string[];
      /** Connections that a process has file descriptors for; absent: that is not known, or does not matter. */
      readonly room?: number;
      /** What the handler says of how long calls may take, in the order of the service's functions; absent: nothing. */
      readonly timeouts?: FunctionTimeouts;
      /** Which calls it has wait for each other, in the same order; absent: none. */
      readonly rules?: PlainRules | undefined;
    }
  | { readonly kind: "failed"; readonly error: Failure }
  /** The handler is imported: its `init` runs now, or its warm-up. Not said where there is none. */
  | { readonly kind: "stage"; readonly stage: Exclude<Stage, "import"> }
  /** Tell the counts of calls of the whole server. */
  | { readonly kind: "counters" }
  /** The answer to a ping. */
  | { readonly kind: "pong" }
  /** A connection has arrived. */
  | { readonly kind: "arrived"; readonly connection: number }
  /** A connection that this worker was handed has ended. */
  | { readonly kind: "left"; readonly connection: number }
  /** It was let go of instead, and goes on elsewhere. */
  | ({ readonly kind: "moved"; readonly connection: number } & LetGo)
  /** A client spoke a protocol whose codec this worker had to generate: the next can be told it. */
  | { readonly kind: "compiled"; readonly protocol: ProtocolName }
  /** It has served long enough: another is to take its place. It serves until then. */
  | { readonly kind: "worn"; readonly by: WornBy; readonly reason: string }
  /** The counts of this worker. */
  | { readonly kind: "report"; readonly report: WorkerReport }
  /** The handler's `close` begins: there is one, and no call is at work any more. */
  | { readonly kind: "closing" }
  | ShareMessage
  /** Nothing more to do. */
  | { readonly kind: "ended" }
  | RunnerMessage
  | PostedMessage;

/** The step of a worker's start: the handler's import, its `init` or its `warmup`. */
export type Stage = "import" | "init" | "warmup";

/** The reason of a worker that has got the signal itself. */
export const toldToEnd = "it has got SIGTERM";

/** An error on its way from a worker to the server. */
export interface Failure {
  /** The error's class: `HandlerError` and `IdlError` are the user's to mend. */
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Of an IdlError. */
  readonly diagnostics?: readonly Diagnostic[];
}
