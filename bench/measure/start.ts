// Cold start: how long a server takes from being started until it has answered a call.

import { type Figure, median } from "../plan/results.ts";
import { nameOf, type ServerSpec } from "../plan/servers.ts";
import type { Prepared } from "./prepare.ts";
import type { Progress } from "./progress.ts";
import { startServer } from "./server_process.ts";

/** Starts are short and vary: there are this many for each round of other measurements. */
const startsPerRound = 4;

/** Milliseconds between two attempts to connect: what is measured is late by half of it. */
const pause = 1;

/** @returns a figure for each server; they are started in turn. The first start of each does not count. */
export async function measureStart(
  servers: readonly ServerSpec[],
  rounds: number,
  prepared: Prepared,
  progress: Progress,
): Promise<Figure[]> {
  const figures = servers.map((server) => ({
    what: "start" as const,
    server,
    unit: "ms" as const,
    values: [] as number[],
    failure: prepared.missing.get(server.program)?.why,
  }));
  for (let turn = 0; turn <= rounds * startsPerRound; turn++) {
    for (const figure of figures) {
      if (figure.failure !== undefined) continue;
      try {
        const started = await startServer(figure.server, "binary", pause);
        await started.stop();
        if (turn > 0) figure.values.push(started.startedIn);
      } catch (error) {
        figure.failure = (error as Error).message;
      }
    }
  }
  const said = figures.map(
    ({ server, values, failure }) => `${nameOf(server)} ${failure ?? `${median(values).toFixed(0)} ms`}`,
  );
  progress.step(`from start to the first answer: ${said.join(", ")}`);
  return figures;
}
