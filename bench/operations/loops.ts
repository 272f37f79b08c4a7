// Clients one call in a hundred of which never returns, with a limit of a second for calls: the others are answered.
import type { ModelName } from "../../src/server/models.ts";
import { answeredOf, reasonsOf, runClients } from "./clients.ts";
import { type Program, Server } from "./server.ts";

/** Pauses between calls: with 16 clients and none, all of them would soon be in loops, and every worker with several before it. */
const options = ["--loop-one-in", "100", "--pause", "0.25"];

/** Runs them. @returns what was wrong; nothing: all was well. */
export async function runLoops(
  program: Program,
  model: ModelName,
  seconds: number,
  folder: string,
): Promise<string[]> {
  await using server = await Server.start(program, [
    "--model",
    model,
    "--workers",
    "4",
    "--call-timeout",
    "1",
  ]);
  const report = await runClients(folder, server.port, seconds, options);
  const { failures, longest, loops, longestLoop } = report;
  console.log(
    `${program}, ${model}: ${loops} calls looped and were ended after ${longestLoop.toFixed(2)} s at most; ` +
      `${answeredOf(report)} others answered, ${failures.length} failed, the longest took ${longest.toFixed(2)} s${reasonsOf(report)}`,
  );
  const wrong: string[] = [];
  if (longest > 3) wrong.push("a call that did not loop took more than 3 s");
  if (failures.length > 0) wrong.push("calls that did not loop failed");
  if (loops === 0) wrong.push("no call looped");
  return wrong;
}
