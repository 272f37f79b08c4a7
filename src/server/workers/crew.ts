// The contract between a server and those who run its calls.
import type { LoadedHandler } from "../../handler/load.ts";
import type { HandlerSource } from "../../handler/source.ts";
import { Traffic } from "../../metrics/traffic.ts";
import type { Processor } from "../../processor/processor.ts";
import { Output } from "../../protocol/output.ts";
import type { Proxies } from "../../proxy/proxies.ts";
import type { Accepted } from "../../runtime/runtime.ts";
import type { ResolvedService } from "../../schema/service.ts";
import type { PlainRules } from "../calls/batch_rules.ts";
import type { FunctionTimeouts } from "../calls/worker_calls.ts";
import type { EventLoop } from "../connections/local_connections.ts";
import type { PlacesTls } from "../connections/tls.ts";
import { Watchdog } from "../connections/watchdog.ts";
import type { Counting } from "../counting/counting.ts";
import type { CrewState } from "../counting/observed.ts";
import type { Settings } from "../options/settings.ts";
import type { Plan } from "../plan.ts";
import type { Program } from "../program.ts";
import type { Totals } from "../reports.ts";

/** Runs the calls of a server's connections. */
export interface Crew {
  /** The number of connections that worker processes may hold, all together. */
  readonly roomElsewhere: number;
  /**
   * The number of workers: those that there have to be where that is fixed, otherwise {@link Crew.size}.
   */
  readonly workers: number;
  /** The number of workers, ready, starting or ending; 0 when calls run on this event loop. */
  readonly size: number;
  /** Does what has to be done before the first connection. @throws {WorkerStartError} */
  start(): Promise<Readiness>;
  /** Takes a connection, now or as soon as there is room for it. */
  accept(accepted: Accepted): void;
  /**
   * Starts new workers, which import the handler anew, and has them take the place of the others once all are ready.
   * Resolves then. The others take no more connections, nor, some milliseconds later, calls: they finish their calls,
   * and their connections have the `shutdownTimeout` to end by themselves before they are closed between two calls.
   * Without workers the handler is imported anew beside the one that goes on meanwhile.
   *
   * @param approve looks at what the new handler is. What it throws is thrown, and the others go on.
   * @throws {WorkerStartError} when a worker could not be started: the others go on.
   * @throws {HandlerError} or {IdlError} or {InitError} when there are no workers, and the handler cannot be loaded.
   * @throws {RenewalError} when the handler cannot be imported anew, or when the server ends.
   */
  renew(approve?: (readiness: Readiness) => Promise<void>): Promise<Readiness>;
  /**
   * Changes the number of workers. Resolves when those that are new take calls; others finish as with
   * {@link Crew.renew}.
   * @throws {RenewalError} when there is no number to be changed, or when the server ends.
   * @throws {WorkerStartError} when a worker could not be started: the number is what it was.
   */
  resize(workers: number): Promise<void>;
  /** The server ends in a while, and serves until then: it is not ready for load balancers any more. */
  announceEnd(): void;
  /** It is soon to {@link Crew.drain}: workers that end now, by the signal that its server has got say, end. */
  expectEnd?(): void;
  /**
   * Finishes the calls at work, closes the connections, ends the workers. Connections that wait get a worker as before, and
   * close once the calls are answered that they have sent.
   * @param patience milliseconds that this may take: who waits still shortly before they are over is refused. Absent: for ever.
   */
  drain(patience?: number): Promise<void>;
  /** It at this moment. */
  readonly observed: CrewState;
  /** The names of the methods of calls that wait for a worker on the server's own event loop, as they were sent. */
  waitingMethods(): Iterable<string>;
  /** The phases that {@link Crew.drain} still waits for. */
  readonly unfinished: ReadonlySet<Phase>;
  /** Ends everything at once. Resolves when that is done, which takes at most a second. */
  kill(): Promise<void>;
}

/**
 * The time until which connections wait for a worker when a server ends: some is left in which they are refused.
 * @param patience see {@link Crew.drain}. @returns by performance.now().
 */
export function waitUntil(patience = Number.POSITIVE_INFINITY): number {
  return performance.now() + patience - Math.min(refusedWithin, patience / 4);
}

/** Milliseconds. */
const refusedWithin = 1000;

/** Thrown when workers cannot be replaced, or their number not be changed. */
export class RenewalError extends Error {
  override readonly name = "RenewalError";
}

/** The phase in a worker's life. */
export type Phase = "init" | "calls" | "close";

/** The message of a worker that is ready. */
export interface Readiness {
  readonly service: ResolvedService;
  readonly warnings: readonly string[];
  /** Connections that it has file descriptors for. */
  readonly room?: number;
  /** What the handler says of how long calls may take, in the order of the service's functions; absent: nothing. */
  readonly timeouts?: FunctionTimeouts;
  /** Which calls it has wait for each other, in the same order; absent: none. */
  readonly rules?: PlainRules | undefined;
}

/** The events of a crew, and the totals that it adds to. */
export interface CrewEvents extends Totals {
  /** A connection that was given to {@link Crew.accept} has ended; called once for each. */
  left(accepted: Accepted): void;
}

/** The parts that a crew is made of. */
export interface CrewParts {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly source: HandlerSource;
  /** The exports of the handler, where calls run on this event loop and the program has them already. */
  readonly exports?: Readonly<Record<string, unknown>> | undefined;
  /** What runs the calls, where that is neither a module nor here: the handler is loaded, and its processors send calls on. */
  readonly elsewhere?: { readonly loaded: LoadedHandler; readonly processor: typeof Processor } | undefined;
  readonly events: CrewEvents;
  /** Secures the connections. */
  readonly tls?: PlacesTls | undefined;
  /** Tells which connections are of proxies; absent: none is. */
  readonly proxies?: Proxies | undefined;
  /** Counts what becomes of calls and connections. */
  readonly counting?: Counting | undefined;
  /** The program that ends with the server, if there is one. */
  readonly program?: Program | undefined;
}

/** The parts that the connections of the server's event loop share. */
export function eventLoopOf({ settings, events, tls, proxies, counting }: CrewParts): EventLoop {
  const { limits } = settings;
  return {
    output: new Output(undefined, limits, events.unknownFields),
    settings,
    watch: new Watchdog(limits, events.refusals, new Traffic(counting?.loop)),
    tls,
    proxies,
  };
}
