// Clients with calls of all kinds and a reload each minute: memory and descriptors at the end beside those after a minute.
import { setTimeout as sleep } from "node:timers/promises";
import type { ModelName } from "../../src/server/models.ts";
import { answeredOf, type Report, reasonsOf, runClients } from "./clients.ts";
import { type Program, Server } from "./server.ts";

interface Stage {
  readonly report: Report;
  /** Megabytes at the end of each minute. */
  readonly memory: readonly number[];
  readonly descriptors: number;
}

/** Runs them. @param minutes two or more. @returns what was wrong; nothing: all was well. */
export async function runMemory(
  program: Program,
  model: ModelName,
  minutes: number,
  folder: string,
): Promise<string[]> {
  await using server = await Server.start(program, ["--model", model, "--workers", "2"]);
  const first = await stage(server, folder, 1);
  const last = await stage(server, folder, minutes - 1);
  const sizes = [...first.memory, ...last.memory];
  const growth = sizes.at(-1)! / sizes[0]! - 1;
  const calls = answeredOf(first.report) + answeredOf(last.report);
  const failed = first.report.failures.length + last.report.failures.length;
  console.log(
    `${program}, ${model}: ${calls} calls answered, ${failed} failed in ${minutes} minutes with a reload each; ` +
      `memory after each ${sizes.map((size) => size.toFixed(0)).join(", ")} MB (${(growth * 100).toFixed(0)} %), ` +
      `descriptors ${first.descriptors} and ${last.descriptors}${reasonsOf(first.report)}${reasonsOf(last.report)}`,
  );
  const wrong: string[] = [];
  if (failed > 0) wrong.push("calls failed");
  if (growth > 0.15) wrong.push("memory has grown");
  if (last.descriptors !== first.descriptors) wrong.push("there are other descriptors");
  return wrong;
}

/**
 * Load for some minutes, a reload in the middle of each; memory is looked at in the last ten seconds of each, descriptors when
 * the server rests.
 */
async function stage(server: Server, folder: string, minutes: number): Promise<Stage> {
  const running = runClients(folder, server.port, minutes * 60, ["--mixed"]);
  const memory: number[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    await sleep(30_000);
    process.kill(server.pid, "SIGHUP");
    await sleep(20_000);
    const sizes: number[] = [];
    for (const ends = performance.now() + 9000; performance.now() < ends; await sleep(500))
      sizes.push(server.memory);
    memory.push(sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)]!);
    await sleep(500);
  }
  const report = await running;
  await sleep(5000);
  return { report, memory, descriptors: server.descriptors };
}
