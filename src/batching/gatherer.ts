// Gathers the calls of one function into batches. It has no clock and waits for nothing: it is told what time it is.
import type { BatchLimits, Closing, WaitingCall } from "./rule.ts";

/** A batch that waits for no more calls. */
export interface Closed {
  readonly closing: Closing;
  /** The time when the first of its calls came. */
  readonly since: number;
  readonly priority: number;
}

/** A batch that can be run, or the milliseconds that the next one may wait for more calls. */
export type Look = Closed | { readonly wait: number };

/** Whether one is run before another: for its priority, or else because it has waited for longer. */
export function goesFirst(one: Closed, other: Closed): boolean {
  return one.priority === other.priority ? one.since < other.since : one.priority > other.priority;
}

/** The calls that wait, in the order in which they are going to be run. */
export class Gatherer<Call extends WaitingCall> {
  readonly #limits: BatchLimits;
  /** By key. None is empty. */
  readonly #groups = new Map<Call["key"], Call[]>();
  #size = 0;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  /** The number of calls that wait. */
  get size(): number {
    return this.#size;
  }

  /** A call waits from now on: behind those of its key that came before, unless its priority is higher. */
  add(call: Call): void {
    this.#size++;
    const group = this.#groups.get(call.key);
    if (group === undefined) {
      this.#groups.set(call.key, [call]);
      return;
    }
    let place = group.length;
    while (place > 0 && group[place - 1]!.priority < call.priority) place--;
    group.splice(place, 0, call);
  }

  /**
   * Looks for a batch that waits for no more calls.
   *
   * @param ended a reason to wait for none, whatever there is.
   * @returns undefined when no call waits.
   */
  look(now: number, ended?: Closing): Look | undefined {
    let found: Closed | undefined;
    let wait = Number.POSITIVE_INFINITY;
    for (const group of this.#groups.values()) {
      const look = this.#lookAt(group, now, ended);
      if ("wait" in look) wait = Math.min(wait, look.wait);
      else if (found === undefined || goesFirst(look, found)) found = look;
    }
    return this.#size === 0 ? undefined : (found ?? { wait });
  }

  /** Takes the batch that {@link Gatherer.look} has found, with the same time and reason. */
  take(now: number, ended?: Closing): Call[] {
    let first: { readonly look: Closed; readonly key: Call["key"] } | undefined;
    for (const [key, group] of this.#groups) {
      const look = this.#lookAt(group, now, ended);
      if (!("wait" in look) && (first === undefined || goesFirst(look, first.look))) first = { look, key };
    }
    if (first === undefined) return [];
    const group = this.#groups.get(first.key)!;
    const calls = group.splice(0, this.#batchOf(group).count);
    if (group.length === 0) this.#groups.delete(first.key);
    this.#size -= calls.length;
    return calls;
  }

  /** Takes the calls that a batch could not have any more, or that have waited for longer than they may. */
  takeOver(now: number, isOver: (call: Call) => boolean): Call[] {
    const { deadline } = this.#limits;
    const late = (call: Call) => deadline > 0 && now - call.arrived >= deadline;
    const taken: Call[] = [];
    for (const [key, group] of this.#groups) {
      const staying = group.filter((call) => {
        const goes = late(call) || isOver(call);
        if (goes) taken.push(call);
        return !goes;
      });
      if (staying.length === 0) this.#groups.delete(key);
      else if (staying.length < group.length) this.#groups.set(key, staying);
    }
    this.#size -= taken.length;
    return taken;
  }

  #lookAt(group: readonly Call[], now: number, ended: Closing | undefined): Look {
    const since = group.reduce((first, call) => Math.min(first, call.since), Number.POSITIVE_INFINITY);
    const left = since + this.#limits.maxDelay - now;
    const closing = this.#batchOf(group).full ?? ended ?? (left <= 0 ? "maxDelay" : undefined);
    return closing === undefined ? { wait: left } : { closing, since, priority: group[0]!.priority };
  }

  /** The calls at a group's beginning that make a batch, and why it takes no more of them. */
  #batchOf(group: readonly Call[]): { readonly count: number; readonly full: Closing | undefined } {
    const { maxSize, maxWeight, preferred } = this.#limits;
    const most = Math.min(group.length, maxSize);
    let count = 1;
    let weight = group[0]!.weight;
    while (count < most && weight + group[count]!.weight <= maxWeight) weight += group[count++]!.weight;
    const full =
      count === maxSize ? "maxSize" : count < group.length || weight >= maxWeight ? "maxWeight" : undefined;
    const size = preferred.findLast((one) => one <= count);
    if (size === undefined || size === maxSize) return { count, full };
    return { count: size, full: "preferred" };
  }
}
