// A handler whose methods give odd things, each told by the seed that it is called with; `add` and `text` are as they should be.
import type { CallContext } from "../../src/processor/context.ts";
import { Random } from "../fixtures/random.ts";
import { oddOutcome } from "./outcomes.ts";

export const service = new URL("./odd.thrift", import.meta.url);

const odd = (seed: number, call: CallContext) => oddOutcome(new Random(seed), call);

export default {
  add: (a: number, b: number) => a + b,
  text: (length: number) => "x".repeat(length),
  aString: odd,
  aBinary: odd,
  anInteger: odd,
  aLong: odd,
  aDouble: odd,
  aBool: odd,
  aUuid: odd,
  aColour: odd,
  aNode: odd,
  aPlace: odd,
  anEither: odd,
  nodes: odd,
  longs: odd,
  strings: odd,
  named: odd,
  numbered: odd,
  failures: odd,
  nothing: odd,
  later: odd,
};
