// The load generators: processes of this program, so that no event loop is shared with what measures, and their sum.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { ownCommand } from "../../runtime/entry.ts";
import { generatorVariable } from "./generator_main.ts";
import type { Job, Outcome, Told } from "./job.ts";
import { addAll, type Latencies } from "./latencies.ts";

/** The generators of a benchmark. */
export class Generators {
  readonly #processes: readonly Generator[];

  /** Starts them. @param count at least one. */
  constructor(count: number) {
    this.#processes = Array.from({ length: count }, () => new Generator());
  }

  /** Runs a job, its connections dealt out to the generators. @throws {Error} when one of them ends. */
  async run(job: Job): Promise<Outcome> {
    const count = Math.min(this.#processes.length, job.connections);
    const parts = this.#processes.slice(0, count).map((one, index) => {
      const connections = Math.floor((job.connections + count - 1 - index) / count);
      const rate = job.rate === undefined ? undefined : (job.rate * connections) / job.connections;
      return one.run({ ...job, connections, rate });
    });
    return sum(await Promise.all(parts));
  }

  /** Closes the connections of a job that were held. */
  release(): void {
    for (const one of this.#processes) one.tell({ release: true });
  }

  /** The server that ends with this process, should it be killed; 0: none any more. */
  guard(pid: number): void {
    for (const one of this.#processes) one.tell({ guarded: pid });
  }

  /** Ends them at once. */
  end(): void {
    for (const one of this.#processes) one.end();
  }
}

class Generator {
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;
  #answer: ((outcome: Outcome) => void) | undefined;

  constructor() {
    const [file = "", ...args] = [...ownCommand(), "bench"];
    const child = spawn(file, args, {
      env: { ...process.env, [generatorVariable]: "1" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#child = child;
    this.#ended = once(child, "exit").then(([code, signal]) => {
      throw new Error(`the load generator ended with ${code ?? signal}`);
    });
    this.#ended.catch(() => {}); // it is told by the next job
    child.stdin!.on("error", () => {}); // likewise
    createInterface({ input: child.stdout! }).on("line", (line) => this.#answer?.(JSON.parse(line)));
  }

  async run(job: Job): Promise<Outcome> {
    const answer = new Promise<Outcome>((resolve) => {
      this.#answer = resolve;
    });
    this.tell({ job });
    return await Promise.race([answer, this.#ended]);
  }

  tell(told: Told): void {
    this.#child.stdin!.write(`${JSON.stringify(told)}\n`);
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}

function sum(outcomes: readonly Outcome[]): Outcome {
  const latencies: Latencies = new Map();
  const errors: Record<string, number> = {};
  for (const one of outcomes) {
    addAll(latencies, one.latencies);
    for (const [reason, count] of Object.entries(one.errors)) errors[reason] = (errors[reason] ?? 0) + count;
  }
  const total = (count: (one: Outcome) => number) => outcomes.reduce((all, one) => all + count(one), 0);
  const most = (value: (one: Outcome) => number) => Math.max(...outcomes.map(value));
  return {
    answered: total(({ answered }) => answered),
    failed: total(({ failed }) => failed),
    unanswered: total(({ unanswered }) => unanswered),
    waited: most(({ waited }) => waited),
    seconds: most(({ seconds }) => seconds),
    busy: most(({ busy }) => busy),
    latencies: [...latencies],
    errors,
  };
}
