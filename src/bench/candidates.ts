// The servers that a handler is measured under: each model, with what suits it.
import { type ModelName, models } from "../server/models.ts";

/** A name that is asked for: a model, or `inline`, nonblocking without workers. */
export type CandidateName = ModelName | "inline";

/** A server to measure. */
export interface Candidate {
  /** As reports call it. */
  readonly name: string;
  readonly model: ModelName;
  /** The place where calls run. */
  readonly runs: "inline" | "thread" | "process";
  /** Whether calls of all connections come to one place, whichever client they are of. */
  readonly takesCalls: boolean;
  /** Of serve's command line. */
  readonly options: readonly string[];
}

/** Every name, in the order in which they are measured. */
export const candidateNames: readonly CandidateName[] = [
  "simple",
  "inline",
  "nonblocking",
  "threadpool",
  "threaded",
  "processpool",
  "forking",
];

/**
 * The servers to measure.
 *
 * @param workers of each pool.
 * @param concurrency calls that a worker runs at a time.
 */
export function candidatesOf(
  names: readonly CandidateName[],
  workers: number,
  concurrency: number,
): readonly Candidate[] {
  return names.map((name) => {
    const model = name === "inline" ? "nonblocking" : name;
    const { runs, takes, workers: kind } = models[model];
    const count = name === "inline" ? 0 : workers;
    const pool = kind === "fixed" ? ["--workers", String(count)] : [];
    const overlapping = concurrency > 1 ? ["--concurrency", String(concurrency)] : [];
    return {
      name: kind === "fixed" ? `${model} ${count}` : model,
      model,
      runs: name === "inline" ? "inline" : runs,
      takesCalls: takes === "message",
      options: ["--model", model, ...pool, ...overlapping],
    };
  });
}
