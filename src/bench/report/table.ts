// The tables of a benchmark as rows of text, which each form of report lays out its own way.
import type { Figures, Measured, Results } from "../results.ts";
import { countOf, latencyOf, megabytes } from "../words.ts";

/** A table: names on the left, figures beside them. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
}

/** Calls a second and memory; latencies; and what has to be said of them. */
export function tablesOf({ tests, servers }: Results): {
  readonly tables: readonly Table[];
  readonly notes: readonly string[];
} {
  const hasMemory = servers.some(({ memory }) => memory !== undefined);
  const rows = (cell: (figures: Figures) => string, behind: (server: Measured) => string[] = () => []) =>
    servers.map((server) => ({
      name: server.name,
      cells: [
        ...tests.map(({ name }) => (server.figures[name] ? cell(server.figures[name]) : "-")),
        ...behind(server),
      ],
    }));
  const head = tests.map(({ short }) => short);
  const rates: Table = {
    title: "Calls a second",
    head: hasMemory ? [...head, "memory"] : head,
    rows: rows(
      (figures) => countOf(figures.rate) + (isHeldUp(figures) ? "+" : ""),
      ({ memory }) => (hasMemory ? [memory === undefined ? "-" : megabytes(memory)] : []),
    ),
  };
  const latencies: Table = {
    title: "Milliseconds: half of the calls, and 99 % of them, within",
    head,
    rows: rows(({ median, p99 }) => `${latencyOf(median)} ${latencyOf(p99)}`),
  };
  return { tables: [rates, latencies], notes: [...notesOf(tests, servers)] };
}

/** Whether the load generator may have had no time for more. */
export function isHeldUp({ generator }: Figures): boolean {
  return generator > 0.9;
}

function* notesOf(tests: Results["tests"], servers: readonly Measured[]): Generator<string> {
  const list = tests.map(({ short, title }) => `${short}: ${title}`).join("; ");
  yield list;
  const all = servers.flatMap(({ name, figures }) =>
    Object.entries(figures).map(([test, one]) => ({
      name,
      figures: one,
      title: tests.find((known) => known.name === test)!.short,
    })),
  );
  if (all.some(({ figures }) => isHeldUp(figures))) {
    yield "+ the load generator was busy all the time: the server may make more calls than that";
  }
  if (all.some(({ figures: { median, p99 } }) => median?.isLonger || p99?.isLonger)) {
    yield "> calls were still waiting when the test was cut off, after that time";
  }
  for (const { name, figures, title } of all) {
    if (figures.failed === 0) continue;
    const reasons = Object.keys(figures.errors).slice(0, 3).join("; ");
    yield `${name}, ${title}: ${countOf(figures.failed)} of ${countOf(figures.failed + figures.calls)} calls failed: ${reasons}`;
  }
  for (const { name, failure } of servers)
    if (failure !== undefined) yield `${name}: ${failure.split("\n")[0]}`;
}
