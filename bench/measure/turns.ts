// Measures the servers of a group: in turn, round after round, so that a slow minute hits all of them alike.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describeLoad, type Group, type Load, type Outcome, type Sample } from "../plan/results.ts";
import { buildFolder, nameOf, type ServerSpec } from "../plan/servers.ts";
import { firstReply } from "./first_reply.ts";
import type { Prepared } from "./prepare.ts";
import type { Progress } from "./progress.ts";
import { type RunningServer, startServer } from "./server_process.ts";

const execute = promisify(execFile);

/** How long and how often is measured. */
export interface Turns {
  /** Rounds that count. One more comes first, to warm up. */
  readonly rounds: number;
  /** Seconds of one turn. */
  readonly seconds: number;
}

/** A turn with fresh connections at a pace has few calls: it lasts this many times as long as others. */
const pacedFactor = 3;

/** @returns the steps that {@link runGroup} reports: one for each load and round. */
export function stepsOf(group: Group, { rounds }: Turns): number {
  return group.loads.length * (rounds + 1);
}

/** @returns an outcome for each load and server of the group; what went wrong is in it. */
export async function runGroup(
  group: Group,
  turns: Turns,
  prepared: Prepared,
  progress: Progress,
): Promise<Outcome[]> {
  const failures = new Map<ServerSpec, { failure: string; absent: boolean }>();
  const servers: RunningServer[] = [];
  try {
    for (const spec of group.servers) {
      const missing = prepared.missing.get("load generators") ?? prepared.missing.get(spec.program);
      if (missing !== undefined) {
        failures.set(spec, { failure: missing.why, absent: true });
        continue;
      }
      try {
        servers.push(await startServer(spec, group.dialect));
      } catch (error) {
        failures.set(spec, { failure: (error as Error).message, absent: false });
      }
    }
    const outcomes: Outcome[] = [];
    for (const load of group.loads) {
      const measured = await runLoad(group, load, servers, turns, prepared, progress);
      const failed = [...failures].map(([server, why]) => ({ group, load, server, samples: [], ...why }));
      outcomes.push(...measured, ...failed);
    }
    return outcomes;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

async function runLoad(
  group: Group,
  load: Load,
  servers: readonly RunningServer[],
  { rounds, seconds }: Turns,
  prepared: Prepared,
  progress: Progress,
): Promise<Outcome[]> {
  const outcomes = servers.map(({ spec }) => ({
    group,
    load,
    server: spec,
    samples: [] as Sample[],
    failure: undefined as string | undefined,
  }));
  for (let round = 0; round <= rounds; round++) {
    const said: string[] = [];
    for (const [index, server] of servers.entries()) {
      const outcome = outcomes[index]!;
      if (outcome.failure !== undefined) continue;
      try {
        const sample = await runTurn(load, group, server, seconds, prepared);
        if (round > 0) outcome.samples.push(sample);
        said.push(`${nameOf(server.spec)} ${Math.round(sample.rate).toLocaleString("en")}`);
      } catch (error) {
        outcome.failure = server.ended() ?? (error as Error).message;
        said.push(`${nameOf(server.spec)} FAILED: ${outcome.failure}`);
      }
    }
    const which = round === 0 ? "warming up" : `round ${round} of ${rounds}`;
    progress.step(
      `${group.title}: ${describeLoad(load)}, ${group.dialect}, ${which}: ${said.join(", ") || "no server to measure"}`,
    );
  }
  return outcomes;
}

/** @throws {Error} when the load generator fails, or the replies are not what they should be. */
async function runTurn(
  load: Load,
  group: Group,
  server: RunningServer,
  seconds: number,
  prepared: Prepared,
): Promise<Sample> {
  const { file, frame, ...known } = prepared.request(
    load.kind === "fresh" ? "add" : load.request,
    group.dialect,
  );
  const replySize = known.replySize ?? (await firstReply(server.port, group.dialect, frame));
  const lasts = load.kind === "fresh" && load.pace > 0 ? seconds * pacedFactor : seconds;
  const [program, ...options] =
    group.dialect === "tls"
      ? ["secure", server.port, connectionsOf(load), lasts, file, replySize, load.kind === "fresh" ? 1 : 0]
      : load.kind === "fresh"
        ? ["churn", server.port, load.callers, lasts, file, replySize, load.pace]
        : ["load", server.port, load.connections, load.depth, lasts, file, replySize];
  const stdout = await generate(join(buildFolder, String(program)), options.map(String), lasts + 20);
  const sample = JSON.parse(stdout) as Sample;
  if (sample.wrong > 0) throw new Error(`${sample.wrong} replies of the wrong size`);
  if (sample.rate === 0) throw new Error("no replies");
  return sample;
}

function connectionsOf(load: Load): number {
  return load.kind === "fresh" ? load.callers : load.connections;
}

/**
 * @param limit seconds until it has to end
 * @returns what the load generator prints.
 */
async function generate(program: string, options: readonly string[], limit: number): Promise<string> {
  try {
    const bounds = { timeout: limit * 1000, killSignal: "SIGKILL" } as const;
    return (await execute(program, options, bounds)).stdout;
  } catch (error) {
    const { stderr, killed } = error as { stderr?: string; killed?: boolean };
    if (killed) throw new Error(`the load generator did not end within ${limit} s`);
    throw stderr ? new Error(stderr.trim()) : error;
  }
}
