// Measures a handler under one server after the other: real servers, and load generators that are processes as well.
import { kindOf } from "./advice/kind.ts";
import { type Candidate, type CandidateName, candidatesOf } from "./candidates.ts";
import type { Generators } from "./load/generators.ts";
import type { Target } from "./load/job.ts";
import type { MeasuredCall } from "./load/requests.ts";
import { type Events, Measurement, type Subject } from "./measurement.ts";
import { probe } from "./probe.ts";
import type { CallFacts, Measured } from "./results.ts";
import { optionsFor } from "./servers/passed_options.ts";
import { ServerStartError, type StartedServer, startServer } from "./servers/server.ts";
import { slotOf } from "./sizing.ts";
import { type Test, testsFor, testsWithin } from "./tests.ts";

/** A benchmark. */
export interface BenchPlan {
  /** The handler that is served, and options of its servers beside those of their models. */
  readonly handler?: { readonly path: string; readonly options: readonly string[] } | undefined;
  readonly names: readonly CandidateName[];
  readonly workers: number;
  /** Calls that a worker runs at a time; absent: 1, and a hundred where calls are found to wait. */
  readonly concurrency?: number | undefined;
  /** How the servers of the handler are spoken to. */
  readonly dialect: Omit<Target, "where">;
  /** Servers that run already. */
  readonly others: readonly Subject[];
  readonly call: MeasuredCall;
  /** Clients of the tests: few, and many. */
  readonly clients: readonly [few: number, many: number];
  /** Calls of each test; absent: as many as there is time for. */
  readonly calls?: number | undefined;
  readonly rate?: number | undefined;
  /** Seconds that all of it may take. */
  readonly budget: number;
}

/** The outcome of a plan. */
export interface Outcome {
  readonly call: CallFacts;
  readonly concurrency: number;
  readonly tests: readonly Test[];
  readonly servers: readonly Measured[];
}

/**
 * Runs it.
 *
 * @throws {ServerStartError} when the handler cannot be served at all.
 * @throws {FirstCallError} when the first call has no result.
 */
export async function runBench(plan: BenchPlan, generators: Generators, events: Events): Promise<Outcome> {
  const began = performance.now();
  const left = () => plan.budget - (performance.now() - began) / 1000;
  const guard = (pid: number) => generators.guard(pid);
  const { handler, others, call, dialect } = plan;
  events.step("one call, to know how long it takes", 0, left());
  let facts: CallFacts;
  let startedIn = 0;
  if (handler === undefined) {
    facts = await probe(generators, call, others[0]!.target);
  } else {
    const alone = candidatesOf(["inline"], 0, 16)[0]!;
    const server = await startServer(handler.path, optionsOf(alone), guard);
    ({ startedIn } = server);
    try {
      facts = await probe(generators, call, targetOf(server, dialect));
    } finally {
      await server.stop();
    }
  }
  const concurrency = plan.concurrency ?? (handler !== undefined && kindOf(facts) === "waiting" ? 100 : 1);
  const candidates = handler === undefined ? [] : candidatesOf(plan.names, plan.workers, concurrency);
  const count = candidates.length + others.length;
  // What starting and ending the servers takes is no time for tests.
  const overhead = startedIn + 0.6 + Math.max(0.4, facts.seconds);
  const all = testsFor(...plan.clients);
  const slot = slotOf(left() - count * overhead, count * all.length);
  const tests = plan.calls === undefined ? testsWithin(all, slot, facts.seconds) : all;
  const load = { tests, call, facts, calls: plan.calls, rate: plan.rate };
  const measurement = new Measurement(load, generators, events, { servers: count, left, overhead });
  const servers: Measured[] = [];
  for (const candidate of candidates) servers.push(await ofCandidate(candidate));
  for (const other of others) servers.push({ name: other.name, ...(await measurement.of(other)) });
  return { call: facts, concurrency, tests, servers };

  function optionsOf({ model, options }: Candidate): string[] {
    return [...options, ...optionsFor(model, handler!.options)];
  }

  async function ofCandidate(candidate: Candidate): Promise<Measured> {
    const { name } = candidate;
    if (measurement.isOver) return { name, candidate, figures: {}, failure: noTime };
    let server: StartedServer | undefined;
    let isBusy = false;
    const start = async () => {
      server = await startServer(handler!.path, optionsOf(candidate), guard);
      return { target: targetOf(server, dialect), pid: server.pid };
    };
    const restart = async () => {
      await server?.stop(true);
      server = undefined;
      return await start();
    };
    try {
      const { target, pid } = await start();
      const startedIn = server?.startedIn;
      // Its later clients wait until this one closes its connection.
      const holds = candidate.model !== "simple";
      const measured = await measurement.of({ name, target, pid, holds, restart });
      isBusy = Object.values(measured.figures).at(-1)?.unanswered !== 0;
      return { name, candidate, startedIn, ...measured };
    } catch (error) {
      if (!(error instanceof ServerStartError)) throw error;
      measurement.skip();
      return { name, candidate, figures: {}, failure: error.message };
    } finally {
      await server?.stop(isBusy);
      generators.guard(0);
    }
  }
}

const noTime = "there was no time left to measure it: give more with --within";

function targetOf({ port }: StartedServer, dialect: Omit<Target, "where">): Target {
  return { ...dialect, where: { host: "127.0.0.1", port } };
}
