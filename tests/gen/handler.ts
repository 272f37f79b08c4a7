// A handler of the service that has everything, typed by what was generated: it gives back what it gets.
import type { CallContext } from "../../mod.ts";
import { Bare, type EveryHandler, Odd, Refused } from "./generated/every.ts";
import { Missing } from "./generated/shared.ts";

export { Every as service } from "./generated/every.ts";

export default {
  tagged: (tag) => tag,
  nothing() {},
  everything(value, call: CallContext) {
    switch (value.name) {
      case "refused":
        throw new Refused({ why: call.method, day: 1, amount: 3n });
      case "missing":
        throw new Missing({ id: 7n, message: "is not there" });
      case "odd":
        throw new Odd({ message: 4, name: "a name", stack: ["a"], cause: "none" });
      case "bare":
        throw new Bare();
      default:
        return value;
    }
  },
  answer: (answer) => (answer.text === undefined ? answer : { text: answer.text.toUpperCase() }),
  groups: async (groups) => groups,
  sum(numbers, more, negative) {
    const sum = numbers.reduce((one, other) => one + other, more ?? 0n);
    return negative ? -sum : sum;
  },
  words: (first, second, third, call) => (call.method === "words" ? first + second + third : 0),
  vector: () => 0.5,
  note() {},
  close() {},
  new() {},
  constructor: () => 1,
} satisfies EveryHandler;
