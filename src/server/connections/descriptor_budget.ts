// Plans with the limit of open files: how many workers and connections it leaves room for. Past it a runtime may stop
// accepting, or end.
import { log } from "../../log/log.ts";
import { runtime } from "../../runtime/current.ts";
import { openFiles, openFilesLimit, reserveOf } from "../../runtime/open_files.ts";
import type { Settings } from "../options/settings.ts";
import { handedAtMost, type Plan } from "../plan.ts";

/** Thrown when a server cannot run with as few file descriptors as it may open. */
export class DescriptorsError extends Error {
  /** Tells it from other errors, across threads and processes too. */
  override readonly name = "DescriptorsError";
}

/** The options that the limit may lower, each with the most that it leaves room for. */
export type LoweredOptions = Readonly<
  Partial<Record<"backlog" | "maxConnections" | "maxWorkers" | "spares", number>>
>;

/** The workers and connections that the descriptors are enough for. */
export interface DescriptorBudget {
  /** The settings with as many workers as there can be. */
  readonly settings: Settings;
  /** The limit of this process; undefined: it is not known, or there is none. */
  readonly limit?: number;
  /**
   * The options that it lowers, as far as that can be told before anything was started. Connections may be fewer by
   * then.
   */
  readonly lowered: LoweredOptions;
  /** Connections that this process itself may hold, as far as that can be told before. */
  readonly planned: number;
  /**
   * Says what was lowered, once the workers are there that have to be.
   * @param elsewhere connections that worker processes may hold, all together.
   * @param open those that this process holds by now, and what listens.
   * @returns how many this process itself may hold.
   */
  connections(elsewhere: number, open?: number): number;
}

/**
 * Plans with the limit of this process, before anything was started.
 * @throws {DescriptorsError} when the model cannot run at all.
 */
export function descriptorBudget(settings: Settings, plan: Plan): DescriptorBudget {
  const limit = openFilesLimit();
  if (limit === undefined) {
    const planned = Number.POSITIVE_INFINITY;
    return { settings, lowered: {}, planned, connections: () => planned };
  }
  const { places } = settings;
  const most = Math.max(4, Math.floor(limit / 8 / places.length));
  const backlogs = places.map(({ backlog }) => Math.min(backlog, most));
  // Such a runtime also takes a descriptor more for each that it is sending to a process.
  const hands = plan.runs === "process" && plan.connections === "hand";
  const sending = !hands ? 0 : plan.grows ? 8 : Math.min(settings.workers, 8) * handedAtMost;
  const burst = runtime.acceptsAll ? sum(backlogs) + places.length + sending : 0;
  const reserve = reserveOf(limit) + burst + (places.length - 1); // which has room for one listener
  const free = limit - openFiles() - reserve;
  const workers = plan.runs === "inline" ? { held: 0 } : workersWithin(free, plan, plan.runs, settings);
  const planned = free - workers.held;
  const least = runtime.acceptsAll && hands && !plan.grows ? 16 : 1;
  if (planned < least) throw new DescriptorsError(tooFew(limit, limit + least - planned, settings));
  const queued = places.map((place, index) => ({ ...place, backlog: backlogs[index]! }));
  const within: Settings = { ...settings, ...(burst > 0 && { places: queued }), ...workers.settings };
  const inProcesses = plan.grows ? within.maxWorkers : settings.workers * (limit - reserveOf(limit));
  const inAll = planned + (hands ? inProcesses : 0);
  return {
    settings: within,
    limit,
    lowered: loweredIn(settings, within, inAll),
    planned: Math.max(1, planned),
    connections: (elsewhere, open = 0) => {
      // A handler may have opened some of its own.
      const now = plan.grows ? planned : limit - openFiles() + open - reserve;
      const here = Math.max(1, Math.min(planned, now));
      const said = worded(loweredIn(settings, within, here + elsewhere), settings);
      if (said.length > 0) log.warn("ulimit -n is {limit}: {said}", { limit, said: said.join(", ") });
      return here;
    },
  };
}

function loweredIn(asked: Settings, within: Settings, connections: number): LoweredOptions {
  const { maxConnections } = asked.limits;
  return {
    ...((maxConnections === 0 || connections < maxConnections) && { maxConnections: connections }),
    ...(within.maxWorkers < asked.maxWorkers && { maxWorkers: within.maxWorkers }),
    ...(within.spares < asked.spares && { spares: within.spares }),
    ...(longestQueue(within) < longestQueue(asked) && { backlog: longestQueue(within) }),
  };
}

function longestQueue({ places }: Settings): number {
  return Math.max(...places.map(({ backlog }) => backlog));
}

function sum(values: readonly number[]): number {
  return values.reduce((before, value) => before + value, 0);
}

function worded({ maxConnections, maxWorkers, spares }: LoweredOptions, asked: Settings): string[] {
  const said: string[] = [];
  if (maxConnections !== undefined) {
    const instead = asked.limits.maxConnections === 0 ? "any number" : asked.limits.maxConnections;
    said.push(
      `at most ${maxConnections} connections are open at a time instead of ${instead} (--max-connections)`,
    );
  }
  if (maxWorkers !== undefined) {
    said.push(`at most ${maxWorkers} workers run instead of ${asked.maxWorkers} (--max-workers)`);
  }
  if (spares !== undefined) said.push(`${spares} are kept ready instead of ${asked.spares} (--spares)`);
  return said;
}

interface Workers {
  /** Descriptors that they take of this process. */
  readonly held: number;
  readonly settings?: Partial<Settings>;
}

function workersWithin(
  free: number,
  { grows, connections }: Plan,
  runs: "thread" | "process",
  settings: Settings,
): Workers {
  const each = runtime.descriptorsOf[runs];
  if (!grows) return { held: settings.workers * each };
  // A connection takes one more, unless a process takes the connection itself.
  const withConnection = runs === "process" && connections === "hand" ? each : each + 1;
  const fitting = Math.max(1, Math.floor((free * shareOfWorkers) / withConnection));
  const maxWorkers = Math.min(settings.maxWorkers, fitting);
  const spares = Math.min(settings.spares, Math.max(1, Math.floor(maxWorkers / 2)));
  const lowered = maxWorkers < settings.maxWorkers ? { maxWorkers, spares } : {};
  return { held: maxWorkers * each, settings: lowered };
}

function tooFew(limit: number, needed: number, { model, workers }: Settings): string {
  const remedy =
    workers > 1 ? `raise it to ${needed} or more, or lower --workers` : `raise it to ${needed} or more`;
  const what = workers > 0 ? `${model} with ${workers} workers` : model;
  return `ulimit -n is ${limit}: too few open files for the model ${what}; ${remedy}`;
}

/** Of the descriptors that are free: the others are for connections that wait. */
const shareOfWorkers = 0.75;
