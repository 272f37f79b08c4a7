// The rules by which a handler's calls are gathered, as a worker tells its server. Plain data.
import type { Handler } from "../../handler/handler.ts";
import type { CallCounts } from "../../metrics/call_counts.ts";

/** The rule of one function. */
export interface PlainRule {
  readonly maxSize: number;
  readonly maxDelay: number;
  /** Milliseconds from its arrival after which a call that waits is refused; 0: never. */
  readonly deadline: number;
  /** Calls that may wait in a worker for their batch. */
  readonly room: number;
}

/** The rules, in the order of the service's functions; null: calls of that are run one by one. */
export type PlainRules = readonly (PlainRule | null)[];

/** What a server has to know of a handler's rules; undefined: it has none. */
export function plainRules({ rules }: Pick<Handler, "rules">): PlainRules | undefined {
  return rules?.map((rule) => {
    if (rule === undefined) return null;
    const { maxSize, maxDelay, deadline, room } = rule;
    return { maxSize, maxDelay, deadline, room };
  });
}

/** Whether it matters when a call came to the server. */
export function haveDeadlines(rules: PlainRules | undefined): boolean {
  return rules?.some((rule) => rule !== null && rule.deadline > 0) ?? false;
}

/** Has the handler's batches counted. */
export function countBatches({ batches }: Pick<Handler, "batches">, counts: CallCounts): void {
  if (batches !== undefined) batches.onBatch = (begun) => counts.batch(begun.index, begun);
}

/** The calls that a worker may have at a time: those of several batches at work, and as many that wait for theirs. */
export function callsInWorker(concurrency: number, rules: PlainRules | undefined): number {
  const room = (rules ?? []).reduce((sum, rule) => sum + (rule?.room ?? 0), 0);
  return room === 0 ? concurrency : concurrency * Math.max(room, 1);
}
