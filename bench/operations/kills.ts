// Clients at full speed while workers are killed and the server reloads: who fails, who waits, and what is counted.
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "../../src/client/client.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import type { ModelName } from "../../src/server/models.ts";
import { clients, reasonsOf, runClients } from "./clients.ts";
import { type Program, Server } from "./server.ts";

const workers = 4;
const service = resolveService(loadIdl(new URL("./operations.thrift", import.meta.url)));

/**
 * Runs them. A process is killed by SIGKILL every two seconds, a thread ended by a call of `leave`; SIGHUP comes every ten.
 * @returns what was wrong; nothing: all was well.
 */
export async function runKills(
  program: Program,
  model: ModelName,
  seconds: number,
  folder: string,
): Promise<string[]> {
  const number = model === "forking" ? ["--spares", "2"] : ["--workers", String(workers)];
  await using server = await Server.start(program, ["--model", model, ...number]);
  const ends = performance.now() + seconds * 1000;
  const done = { kills: 0, reloads: 0, mayFail: 0 };
  const every = async (pause: number, act: () => Promise<void> | void) => {
    for (await sleep(pause); performance.now() < ends - 1000; await sleep(pause)) await act();
  };
  const killing = every(2000, async () => {
    const atWork = await killOne(server, model);
    if (atWork === undefined) return;
    done.kills++;
    done.mayFail += atWork;
  });
  const reloading = every(10_000, () => {
    done.reloads++;
    process.kill(server.pid, "SIGHUP");
  });
  const report = await runClients(folder, server.port, seconds);
  await Promise.all([killing, reloading]);
  const isWhole = await isWholeWithin(server, model, 20_000);
  const counted = await server.counted("echo");
  const answered = report.answered.echo ?? 0;
  const { failures, longest } = report;
  console.log(
    `${program}, ${model}: ${answered} calls answered, ${done.kills} workers killed, ${done.reloads} reloads, ` +
      `${failures.length} calls failed of ${done.mayFail} that may, the longest took ${longest.toFixed(2)} s, ` +
      `metrics have ${counted}${reasonsOf(report)}`,
  );
  const wrong: string[] = [];
  if (failures.length > done.mayFail) wrong.push("more calls failed than were at work in killed workers");
  if (longest > 5) wrong.push("a call took more than 5 s");
  if (!isWhole) wrong.push("the pool is not at its size");
  const isCounted = counted >= answered && counted <= answered + failures.length;
  const isNearlyCounted = program === "node" && Math.abs(counted - answered) <= failures.length; // see docs/metrics.md
  if (!isCounted && !isNearlyCounted) wrong.push("metrics do not agree with the clients");
  return wrong;
}

/** Ends a worker. @returns how many calls may have been at work in it; undefined: there was none. */
async function killOne(server: Server, model: ModelName): Promise<number | undefined> {
  const ready = (await server.status()).workers.filter(({ state }) => state === "ready");
  const victim = ready[Math.floor(Math.random() * ready.length)];
  if (victim === undefined) return undefined;
  if (victim.runs === "process") {
    try {
      process.kill(victim.number, "SIGKILL");
    } catch {
      return undefined; // its time had come
    }
    return model === "forking" ? 1 : Math.max(victim.connections, 1);
  }
  const client = await connect(service, { port: server.port, retries: 0 });
  await client.call("leave").catch(() => {});
  client.close();
  // A thread of nonblocking has a call at work; one of threadpool those of its connections, and this one could come to any.
  return model === "nonblocking"
    ? 1
    : Math.min(Math.max(...ready.map(({ connections }) => connections)) + 1, clients);
}

async function isWholeWithin(server: Server, model: ModelName, milliseconds: number): Promise<boolean> {
  const late = performance.now() + milliseconds;
  while (performance.now() < late) {
    const { workers: now } = await server.status();
    const isReady = now.every(({ state }) => state === "ready");
    if (isReady && now.length === (model === "forking" ? 2 : workers)) return true;
    await sleep(100);
  }
  return false;
}
