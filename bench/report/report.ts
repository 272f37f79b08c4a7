// The report: docs/benchmarks.md and the chart beside it, and the same tables for the terminal.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CallCosts } from "../measure/call_cost.ts";
import { type Prepared, tellMissing } from "../measure/prepare.ts";
import type { Turns } from "../measure/turns.ts";
import { judge } from "../plan/goals.ts";
import type { Figure, Outcome } from "../plan/results.ts";
import { root } from "../plan/servers.ts";
import { type SuiteName, suites } from "../plan/suites.ts";
import { callCostSection } from "./call_cost.ts";
import { drawChart } from "./chart.ts";
import { describeMachine } from "./machine.ts";
import { asMarkdown, asText, failures, figureTable, goalTable, groupTables, type Table } from "./tables.ts";

/** What one suite found. */
export interface SuiteResult {
  readonly name: SuiteName;
  readonly outcomes: readonly Outcome[];
  readonly figures: readonly Figure[];
}

/** How the benchmark was run. */
export interface Run extends Turns {
  /** As it was typed. */
  readonly command: string;
  readonly began: Date;
}

const howMeasured = `Client and server share the machine; everything goes over 127.0.0.1, framed. The load generators
([bench/measure/load.c](https://github.com/thriftserve/thriftserve/blob/main/bench/measure/load.c), [bench/measure/churn.c](https://github.com/thriftserve/thriftserve/blob/main/bench/measure/churn.c)) are one thread of C that keeps every connection busy,
whose time runs from when each has had a reply, and threads that connect for each call; those of TLS are threads too
([bench/measure/secure.c](https://github.com/thriftserve/thriftserve/blob/main/bench/measure/secure.c)). The servers of a table are measured in turn, round after round, after a turn that warms them up; a figure is the median of the rounds. A ratio is
taken within each round, and is the median of those. A reply of the wrong size makes a server fail. The number behind a
server's name is its number of workers or threads.

\`bun bench/copies.ts\`, on Node and Deno as well, prints how fast texts and binary values are written and read, 64 kB to 100 MB
and lists of short ones, beside a copy of as many bytes in memory.`;

/** The tables as text. */
export function asTerminal(results: readonly SuiteResult[]): string {
  return sections(results)
    .flatMap(({ title, tables, notes }) => [`\n=== ${title}`, ...tables.map(asText), ...notes])
    .join("\n\n");
}

/** The goals as text, when they were measured. */
export function goalsAsTerminal(results: readonly SuiteResult[]): string {
  const table = goals(results);
  return table === undefined ? "" : `\n${asText(table).replaceAll("**", "")}`;
}

/** Writes docs/benchmarks.md and docs/benchmarks.svg. */
export async function writeReport(
  results: readonly SuiteResult[],
  run: Run,
  prepared: Prepared,
  costs: CallCosts | undefined,
): Promise<void> {
  const date = run.began.toISOString().slice(0, 10);
  const machine = await describeMachine();
  const outcomes = results.flatMap((result) => result.outcomes);
  const chart = drawChart(
    outcomes,
    `${machine[0]![1]}; ${date}. Blue: thriftserve. npm: the package thrift.`,
  );
  if (chart !== undefined) writeFileSync(join(root, "docs/benchmarks.svg"), chart);
  const goalsTable = goals(results);
  const missing = tellMissing(prepared);
  const parts = [
    "# Benchmarks",
    `Written by \`${run.command}\` on ${date}; ${run.rounds} ${run.rounds === 1 ? "round" : "rounds"}, ${run.seconds} s a turn. Do not edit: run it again.`,
    chart && "![Calls a second of thriftserve and its peers](benchmarks.svg)",
    goalsTable && `## What must hold\n\n${withoutCaption(goalsTable)}`,
    `## Where and how\n\n${howMeasured}`,
    machine.map(([what, which]) => `- ${what}: ${which}`).join("\n"),
    missing.length > 0 && `Missing:\n\n${missing.map((line) => `- ${line}`).join("\n")}`,
    costs && callCostSection(costs),
    ...sections(results).map(({ name, title, explanation, tables, notes }) => {
      const heading = name === "goals" ? "The measurements behind it" : title;
      return [`## ${heading}`, explanation, ...tables.map(asMarkdown), ...notes].join("\n\n");
    }),
  ];
  writeFileSync(join(root, "docs/benchmarks.md"), `${parts.filter(Boolean).join("\n\n")}\n`);
}

function goals(results: readonly SuiteResult[]): Table | undefined {
  if (!results.some(({ name }) => name === "goals")) return undefined;
  const outcomes = results.flatMap((result) => result.outcomes);
  const figures = results.flatMap((result) => result.figures);
  return goalTable(judge(outcomes, figures));
}

interface Section {
  readonly name: SuiteName;
  readonly title: string;
  readonly explanation: string;
  readonly tables: readonly Table[];
  readonly notes: readonly string[];
}

function sections(results: readonly SuiteResult[]): Section[] {
  return results.map(({ name, outcomes, figures }) => {
    const { title, explanation, groups } = suites[name];
    const measured = groups
      .map((group) => outcomes.filter((outcome) => outcome.group === group))
      .filter((ofGroup) => ofGroup.length > 0);
    const kinds = (["idle connections", "worker", "start"] as const)
      .map((what) => [what, figures.filter((figure) => figure.what === what)] as const)
      .filter(([, ofKind]) => ofKind.length > 0);
    return {
      name,
      title,
      explanation,
      tables: [...measured.flatMap(groupTables), ...kinds.map(([what, ofKind]) => figureTable(what, ofKind))],
      notes: measured.flatMap(failures).map((line) => `Failed: ${line}`),
    };
  });
}

function withoutCaption(table: Table): string {
  return asMarkdown(table).split("\n").slice(2).join("\n");
}
