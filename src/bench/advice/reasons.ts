// The reasons of an advice in sentences, with the figures behind them.
import type { Figures, Measured, Results } from "../results.ts";
import { countOf, durationOf, megabytes } from "../words.ts";
import type { HandlerKind } from "./kind.ts";
import { alike, isInline, scoreOf } from "./scores.ts";

/** The kind of the handler, in a sentence. */
export function findingOf(kind: HandlerKind, { call }: Results): string {
  const long = durationOf(call.seconds * 1000);
  if (kind === "batched") {
    return `A call alone takes ${long}, and up to ${call.batch} calls of several clients are run as one.`;
  }
  if (kind === "short") return `A call is over in ${long}, connection and all.`;
  const share = Math.round(call.computing * 100);
  if (kind === "waiting") {
    return `A call takes ${long}, of which it holds a processor for ${share} %: it waits for something, and calls overlap on one event loop.`;
  }
  return `A call takes ${long}, and holds a processor for ${share} % of that: on one event loop calls run one after the other.`;
}

/** Why one of `usable` was chosen. */
export function reasonsFor(
  chosen: Measured,
  kind: HandlerKind,
  results: Results,
  usable: readonly Measured[],
): string[] {
  const others = usable.filter((one) => one !== chosen);
  const fastest = others.sort((one, other) => scoreOf(other) - scoreOf(one))[0];
  return [
    `it makes ${ratesOf(chosen, results)}; ${latenciesOf(chosen.figures.few!, results)}.`,
    ...ofKind(chosen, kind, results),
    ...(chosen.memory === undefined ? [] : [memoryReason(chosen, others)]),
    ...(fastest === undefined ? [] : [comparison(chosen, fastest, results)]),
  ];
}

function ofKind(
  chosen: Measured,
  kind: HandlerKind,
  { processors, concurrency, servers }: Results,
): string[] {
  if (kind === "short") {
    return isInline(chosen)
      ? ["calls run where they are read: handing them to a thread or a process costs more than running them."]
      : [];
  }
  if (kind === "batched") {
    return chosen.candidate!.takesCalls
      ? ["batches are gathered of the calls of all connections."]
      : ["each worker gathers its batches of the calls of its own connections."];
  }
  if (kind === "waiting") {
    return [
      concurrency > 1
        ? `with --concurrency ${concurrency} a worker runs that many calls at a time; more workers add nothing but memory to calls that wait.`
        : "a worker runs one call at a time here: --concurrency lets calls that wait overlap.",
    ];
  }
  if (isInline(chosen)) return [];
  const loop = servers.find((one) => isInline(one) && one.candidate!.model !== "simple");
  const times =
    loop === undefined
      ? ""
      : ` ${(scoreOf(chosen) / scoreOf(loop)).toFixed(1)} times what one event loop makes;`;
  const processor = processors === 1 ? "1 processor" : `${processors} processors`;
  return [
    `calls that compute need a processor each:${times} this machine has ${processor}.`,
    "connections are accepted and read while calls compute.",
  ];
}

function memoryReason({ memory = 0 }: Measured, others: readonly Measured[]): string {
  const known = others.flatMap((one) =>
    one.memory === undefined ? [] : [{ name: one.name, bytes: one.memory }],
  );
  const most = known.sort((one, other) => other.bytes - one.bytes)[0];
  const beside = most === undefined ? "" : `; ${most.name} takes ${megabytes(most.bytes)}`;
  return `it takes ${megabytes(memory)} of memory${beside}.`;
}

function comparison(chosen: Measured, other: Measured, results: Results): string {
  const part = scoreOf(other) / scoreOf(chosen);
  const rates = ratesOf(other, results);
  if (part > 1 / alike) return `${other.name} makes more, ${rates}: see below.`;
  if (part >= alike) return `${other.name} is as fast, within what another run may turn round: ${rates}.`;
  return `the next is ${other.name}: ${rates}.`;
}

/** The other choices, and what they are for. */
export function alternativesTo(
  chosen: Measured,
  kind: HandlerKind,
  results: Results,
  usable: readonly Measured[],
): string[] {
  const others: string[] = [];
  const by = (model: string) =>
    usable.find((one) => one !== chosen && one.candidate!.model === model && !isInline(one));
  const fastest = [...usable].sort((one, other) => scoreOf(other) - scoreOf(one))[0]!;
  const more = scoreOf(fastest) > scoreOf(chosen) / alike ? fastest : undefined;
  const pool = by("processpool");
  const crashes = "native code that may crash, or is not safe in threads";
  const isolated = "A crash takes down the calls of one process, not the server.";
  if (more !== undefined) {
    const reason = `more calls a second than one event loop makes${more === pool ? `, or ${crashes}` : ""}`;
    others.push(`${reason}: ${inBrief(more, results)}.${more === pool ? ` ${isolated}` : ""}`);
  }
  if (pool !== undefined && pool !== more) {
    others.push(`${crashes}: ${inBrief(pool, results)}. ${isolated}`);
  }
  const forking = by("forking");
  if (forking !== undefined) {
    const { fresh } = forking.figures;
    const cost = fresh === undefined ? "" : `, ${countOf(fresh.rate)} where each call has a new connection`;
    others.push(
      `clients that may share nothing: ${inBrief(forking, results)}${cost}. Each connection has a process of its own.`,
    );
  }
  if (kind === "short" && isInline(chosen)) {
    others.push(
      "calls of which some take longer than ten milliseconds: a model with workers, or these hold up everybody.",
    );
  }
  return others;
}

function inBrief(server: Measured, results: Results): string {
  const size = server.memory === undefined ? "" : ` and ${megabytes(server.memory)}`;
  return `${server.name}, ${ratesOf(server, results)}${size}`;
}

/** `33.1 calls a second with 10 clients, 331 with 100` */
function ratesOf({ figures }: Measured, { tests }: Results): string {
  const named = ["few", "many"].map((name) => ({
    one: figures[name],
    clients: tests.find((test) => test.name === name)?.clients,
  }));
  const [few, many] = named;
  const behind = many?.one === undefined ? "" : `, ${countOf(many.one.rate)} with ${many.clients}`;
  return `${countOf(few?.one?.rate ?? 0)} calls a second with ${few?.clients} clients${behind}`;
}

function latenciesOf({ median, p99 }: Figures, { tests }: Results): string {
  const clients = tests.find(({ name }) => name === "few")?.clients;
  const within = (latency: Figures["median"]) =>
    latency === undefined
      ? "-"
      : `${latency.isLonger ? "more than " : ""}${durationOf(latency.milliseconds)}`;
  return `of ${clients} clients' calls half are answered within ${within(median)}, 99 % within ${within(p99)}`;
}
