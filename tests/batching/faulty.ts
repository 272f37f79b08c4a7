// A handler that gathers calls of which any may fail, and says afterwards which it has run and how often.
import type { BatchedCall } from "../../mod.ts";

export const service = new URL("./gathering.thrift", import.meta.url);

type Run = BatchedCall<[number, string]>;

const all = /short|thrown/;
const key = ([number, kind]: Run["arguments"]) => (all.test(kind) ? kind : `${number % 3}`);

export const batch = { run: { maxSize: 16, maxDelay: 1, key, priority: ([number]: [number]) => number % 2 } };

const ran = new Set<number>();
let twice = 0;
let mixed = 0;
let batches = 0;

export default {
  async run(calls: readonly Run[]): Promise<unknown[]> {
    if (new Set(calls.map((call) => key(call.arguments))).size > 1) mixed++;
    for (const {
      arguments: [number],
    } of calls) {
      if (ran.has(number)) twice++;
      ran.add(number);
    }
    if (++batches % 16 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    const [, kind] = calls[0]!.arguments;
    if (kind === "short") return [];
    if (kind === "thrown") throw new Error("all of them");
    return calls.map(({ arguments: [number, own], exceptions }) => {
      if (own === "error") return new Error(`not ${number}`);
      if (own === "refused") return new exceptions.Refused!({ why: `${number}` });
      return { doubled: number * 2, worker: 0, batch: [] };
    });
  },
  alone: (number: number) => number,
  /** What must not have been: calls that were run twice, and batches of several keys; and how many batches there were. */
  ran: () => [twice, mixed, batches],
  note() {},
  nothing() {},
};
