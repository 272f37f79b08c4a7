// The process of a load generator: it is told jobs on standard input, and tells their outcomes on standard output.
import { createInterface } from "node:readline";
import type { Told } from "./job.ts";
import { type Run, runJob } from "./run_job.ts";

/** The variable of the environment by which a process of this program is told that it is one. */
export const generatorVariable = "_THRIFTSERVE_LOAD";

/** Runs jobs until standard input ends: the benchmark is over then, or was killed, and its server ends with it. */
export async function generate(): Promise<void> {
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {}); // the benchmark's to decide
  let held: Run | undefined;
  let guarded = 0;
  const lines = createInterface({ input: process.stdin });
  await new Promise<void>((resolve) => {
    lines.on("close", resolve);
    lines.on("line", (line) => {
      const told = JSON.parse(line) as Told;
      if (told.guarded !== undefined) guarded = told.guarded;
      if (told.release || told.job) held?.release();
      if (told.job === undefined) return;
      void runJob(told.job).then((run) => {
        held = run;
        process.stdout.write(`${JSON.stringify(run.outcome)}\n`);
      });
    });
  });
  if (guarded > 0) endAtOnce(guarded);
}

function endAtOnce(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
