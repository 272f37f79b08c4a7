// The calculator's functions: plain values in, plain values out.
import type { CallContext } from "../../mod.ts";

export const service = new URL("./calculator.thrift", import.meta.url);

interface Work {
  num1: number;
  num2: number;
  op: number;
  comment?: string;
}

const operations: Record<number, (a: number, b: number) => number> = {
  1: (a, b) => a + b,
  2: (a, b) => a - b,
  3: (a, b) => a * b,
  4: (a, b) => a / b,
};

// Each worker has its own: under a model with several of them, calls of one client may see different ones.
const log = new Map<number, Work[]>();

export default {
  ping() {},

  add: (num1: number, num2: number) => num1 + num2,

  calculate(logid: number, work: Work, call: CallContext) {
    const { InvalidOperation } = call.exceptions;
    const operation = operations[work.op];
    if (operation === undefined) {
      throw new InvalidOperation!({ whatOp: work.op, why: `there is no operation ${work.op}` });
    }
    if (work.op === 4 && work.num2 === 0) {
      throw new InvalidOperation!({ whatOp: work.op, why: "cannot divide by 0" });
    }
    const works = log.get(logid) ?? [];
    log.set(logid, [...works, work]);
    return operation(work.num1, work.num2);
  },

  history: (logid: number) => log.get(logid) ?? [],

  forget() {
    log.clear();
  },
};
