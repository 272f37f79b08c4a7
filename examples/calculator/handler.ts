// The calculator's functions: plain values in, plain values out, typed by what `thriftserve gen` wrote for its IDL.
import { type CalculatorHandler, InvalidOperation, Operation, type Work } from "./generated/calculator.ts";

export { Calculator as service } from "./generated/calculator.ts";

const operations: Readonly<Record<number, (a: number, b: number) => number>> = {
  [Operation.ADD]: (a, b) => a + b,
  [Operation.SUBTRACT]: (a, b) => a - b,
  [Operation.MULTIPLY]: (a, b) => a * b,
  [Operation.DIVIDE]: (a, b) => a / b,
};

// Each worker has its own: under a model with several of them, calls of one client may see different ones.
const log = new Map<number, Work[]>();

export default {
  ping() {},

  add: (num1, num2) => num1 + num2,

  calculate(logid, work) {
    const operation = operations[work.op];
    if (operation === undefined) {
      throw new InvalidOperation({ whatOp: work.op, why: `there is no operation ${work.op}` });
    }
    if (work.op === Operation.DIVIDE && work.num2 === 0) {
      throw new InvalidOperation({ whatOp: work.op, why: "cannot divide by 0" });
    }
    const works = log.get(logid) ?? [];
    log.set(logid, [...works, work]);
    return operation(work.num1, work.num2);
  },

  history: (logid) => log.get(logid) ?? [],

  forget() {
    log.clear();
  },
} satisfies CalculatorHandler;
