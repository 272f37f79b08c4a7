// The plan that a worker is started with, and the events that its server gets of it.
import type { HandlerSource } from "../../handler/source.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { Accepted } from "../../runtime/runtime.ts";
import type { PostedMessage } from "../calls/posted/messages.ts";
import type { Progress } from "../calls/progress.ts";
import type { RunnerMessage } from "../calls/relay/messages.ts";
import type { WorkerCalls } from "../calls/worker_calls.ts";
import type { KeptConnections } from "../connections/kept_connections.ts";
import type { PlacesTls } from "../connections/tls.ts";
import type { Counting } from "../counting/counting.ts";
import type { RestartReason, WornBy } from "../counting/observed.ts";
import type { Equipment } from "../equipment/equipment.ts";
import type { Settings } from "../options/settings.ts";
import type { WorkerReport } from "../reports.ts";
import type { Sharing } from "../sharing/sharing.ts";
import type { Readiness } from "./crew.ts";
import type { WorkerWatch } from "./worker_watch.ts";

/** The plan that every worker of a server is started with. */
export interface WorkerPlan {
  readonly runs: "thread" | "process";
  readonly source: HandlerSource;
  readonly settings: Settings;
  /** It takes one connection, and ends with it. */
  readonly oneConnection: boolean;
  /** Calls of connections that live elsewhere are relayed to it; otherwise connections are handed to it. */
  readonly relayed: boolean;
  /** Counts the connections that worker processes can let go of. */
  readonly kept: KeptConnections;
  /** Tells it what all workers share. */
  readonly sharing: Sharing;
  /** Its device, and the threads of its libraries. */
  readonly equipment: Equipment;
  /** Looks at how long it takes to start, and whether it answers. */
  readonly watch: WorkerWatch;
  /** Secures the server's connections: a process is sent the files' contents. */
  readonly tls?: PlacesTls;
  /** Counts its calls. */
  readonly counting?: Counting | undefined;
  /** Whether this program ends with the server: it does not wait then for a thread that is in the middle of its start. */
  readonly endsProgram: boolean;
}

/** The events of a worker. */
export interface WorkerHandleEvents {
  /** Its message about calls that are relayed to it. */
  relayed(message: RunnerMessage | PostedMessage): void;
  /** A connection has arrived there: there is room for the next. */
  arrived(): void;
  /** A connection that it was sent and that had not arrived when it died. */
  untaken(accepted: Accepted): void;
  /** It had to generate the codec of a protocol. */
  compiled(protocol: ProtocolName): void;
  /** It has served long enough: another is to take its place. */
  worn(by: WornBy, reason: string): void;
  /** Its counts. */
  report(report: WorkerReport): void;
  /** It was ready, and has ended when it was not to. {@link WorkerHandleEvents.exit} follows. */
  died(by: RestartReason): void;
  /** It is gone; called once. */
  exit(reason: string): void;
}

/** The plan of a supervised worker, with the way in which it comes by its calls. */
export interface SupervisionPlan extends WorkerPlan {
  /**
   * - `hand`: connections are handed to it.
   * - `relay`: its connections live on this event loop, and their calls are relayed to it.
   * - an executor: it takes its share of the calls that this one relays.
   */
  readonly connections: "hand" | "relay" | WorkerCalls;
  /** It takes calls of a group over NATS itself. */
  readonly joins: boolean;
  /** Looks at how calls get on. */
  readonly progress: Progress;
  /** A worker that has died is replaced; otherwise this ends with it. */
  readonly refilled: boolean;
}

/** A worker that is ready, and does not take calls yet. */
export interface Prepared<Worker> {
  readonly worker: Worker;
  readonly readiness: Readiness;
  /** Milliseconds that its start took. */
  readonly took: number;
}

/** The events of a supervised worker. */
export interface SupervisionEvents<Supervised> extends Omit<WorkerHandleEvents, "relayed" | "exit" | "worn"> {
  /** A number for the next worker. */
  nextId(): number;
  /** It is ready; the first time and after each replacement. */
  ready(readiness: Readiness): void;
  /** It has served long enough: another is to take its place. */
  worn(worker: Supervised, by: WornBy, reason: string): void;
  /** The worker has ended, and another is to come. */
  lost(reason: string): void;
  /** The worker has ended, and no other comes. @param failed says that it ended before it was of any use. */
  empty(worker: Supervised, failed?: string): void;
}
