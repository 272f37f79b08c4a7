// A handler that answers calls in batches, each of which takes a little while, and in which some calls fail.
import type { BatchedCall, WorkerInfo } from "../../mod.ts";

export const service = new URL("./gathering.thrift", import.meta.url);

type Run = BatchedCall<[number, string]>;

/** Milliseconds. */
const pauses = new Map([
  ["slow", 1500],
  ["late", 6000],
  ["long", 1100],
]);
const alone = /short|thrown|hold|long|late/;

export const batch = {
  run: { maxSize: 16, maxDelay: 5, key: ([, kind]: Run["arguments"]) => (alone.test(kind) ? kind : "") },
  note: { maxSize: 4 },
  nothing: { maxSize: 4, maxDelay: 1 },
};

let worker = 0;
const ran: number[] = [];

export function init({ id }: WorkerInfo): void {
  worker = id;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export default {
  async run(calls: readonly Run[]): Promise<unknown[]> {
    const numbers = calls.map(({ arguments: [number] }) => number);
    ran.push(...numbers);
    const [, kind] = calls[0]!.arguments;
    if (kind === "hold") while (true);
    await pause(pauses.get(kind.split(" ")[0]!) ?? 20);
    if (kind === "short") return [];
    if (kind === "thrown") throw new Error("all of them");
    return calls.map(({ arguments: [number, own], exceptions, peer }) => {
      if (own === "error") return new Error(`not ${number}`);
      if (own === "refused") return new exceptions.Refused!({ why: `${number}` });
      if (own === "misfit") return { doubled: peer };
      return { doubled: number * 2, worker, batch: numbers };
    });
  },
  async alone(number: number): Promise<number> {
    await pause(1);
    return number;
  },
  ran: () => [...ran],
  note(calls: readonly BatchedCall<[number]>[]): void {
    ran.push(...calls.map((call) => call.arguments[0]));
  },
  async nothing(calls: readonly BatchedCall<[]>[]): Promise<void> {
    ran.push(-calls.length);
  },
};
