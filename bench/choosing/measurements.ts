// Measurements that docs/choosing.md is written by: plain data.
import type { Advice } from "../../src/bench/advice/advice.ts";
import type { Results } from "../../src/bench/results.ts";

/** The figures behind the page. */
export interface Measurements {
  readonly computing: Kind;
  readonly waiting: Kind;
  readonly short: Kind;
  /** Of calls that compute. */
  readonly pipelined: Results;
  readonly withoutSpares: Results;
  readonly manySpares: Results;
  readonly versions: { readonly python: string; readonly thrift: string };
  /** Runs of the command, and those before or after which the machine was not idle. */
  readonly runs: { readonly all: number; readonly disturbed: number };
}

/** Calls of one kind: under our models, with the advice, and under Apache's Python servers. */
export interface Kind {
  readonly ours: Results & { readonly advice: Advice };
  readonly python: Results;
}
