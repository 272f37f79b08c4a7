// Results as tables: of a group, of figures, of the goals.
import type { Goal } from "../plan/goals.ts";
import {
  describeLoad,
  type Figure,
  isSame,
  type Load,
  median,
  middle,
  type Outcome,
  ratio,
} from "../plan/results.ts";
import { nameOf } from "../plan/servers.ts";

/** A table, to be printed or written as Markdown. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The goals, each with what was measured. */
export function goalTable(goals: readonly Goal[]): Table {
  return {
    caption: "What must hold",
    columns: ["what", "goal", "measured", ""],
    rows: goals.map((goal) => {
      const { what, bound, limit, unit, measured, why } = goal;
      const shown = measured === undefined ? "not measured" : withUnit(measured, unit);
      const holds = bound === "at least" ? (measured ?? 0) >= limit : (measured ?? 0) <= limit;
      const verdict = measured === undefined ? (why ?? "") : holds ? "holds" : "**misses**";
      const sign = bound === "at least" ? "≥" : "≤";
      return [what, `${sign} ${limit}${unit === "×" ? "" : ` ${unit}`}`, shown, verdict];
    }),
  };
}

/**
 * Of one group: calls a second, and a second table with latencies. A row for each load, a column for each server.
 * Servers that are not installed have none.
 */
export function groupTables(outcomes: readonly Outcome[]): Table[] {
  const { group } = outcomes[0]!;
  const servers = group.servers.filter((server) =>
    outcomes.some((outcome) => isSame(outcome.server, server) && !outcome.absent),
  );
  if (servers.length === 0) return [];
  const columns = ["", ...servers.map(nameOf)];
  const hasBase = servers.some((server) => isSame(server, group.base));
  const table = (caption: string, cell: (outcome: Outcome, base: Outcome) => string): Table => ({
    caption,
    columns,
    rows: group.loads.map((load) => [
      describeLoad(load),
      ...servers.map((server) => {
        const outcome = find(outcomes, load, server)!;
        return outcome.failure === undefined ? cell(outcome, find(outcomes, load, group.base)!) : "failed";
      }),
    ]),
  });
  return [
    table(
      `${group.title}: calls a second${hasBase ? `, and the ratio to ${nameOf(group.base)}` : ""}`,
      (outcome, base) =>
        `${whole(middle(outcome, "rate"))}${base.failure === undefined ? ` (${digits(ratio(outcome, base, "rate"))})` : ""}${drops(outcome)}`,
    ),
    table(
      `${group.title}: latency in microseconds, median and 99th percentile`,
      (outcome) => `${whole(middle(outcome, "p50"))} / ${whole(middle(outcome, "p99"))}`,
    ),
  ];
}

/** @returns a line for each server of the group that failed. That one is not installed is said elsewhere, once. */
export function failures(outcomes: readonly Outcome[]): string[] {
  const failed = outcomes.filter((outcome) => outcome.failure !== undefined && !outcome.absent);
  const lines = failed.map(({ server, load, failure }) => {
    const everywhere = outcomes.every((one) => !isSame(one.server, server) || one.failure === failure);
    return `${nameOf(server)}${everywhere ? "" : `, ${describeLoad(load)}`}: ${failure}`;
  });
  return [...new Set(lines)];
}

/** Memory and starts: a row for each server. */
export function figureTable(what: Figure["what"], figures: readonly Figure[]): Table {
  const captions = {
    "idle connections": "Memory that idle connections hold",
    worker: "Memory of a worker",
    start: "From start to the first answer",
  };
  return {
    caption: captions[what],
    columns: ["server", "median", what === "start" ? "fastest to slowest" : ""],
    rows: figures.map(({ server, unit, values, note, failure }) => {
      if (failure !== undefined) return [nameOf(server), "not measured", failure];
      const range = `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)} ms`;
      return [nameOf(server), withUnit(median(values), unit), note ?? range];
    }),
  };
}

/** For a terminal: columns aligned. */
export function asText({ caption, columns, rows }: Table): string {
  const widths = columns.map((_, column) =>
    Math.max(...[columns, ...rows].map((row) => row[column]!.length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd();
  return [caption, ...[columns, ...rows].map(line)].join("\n");
}

export function asMarkdown({ caption, columns, rows }: Table): string {
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = columns.map((_, index) => (index === 0 ? "---" : "---:"));
  return [`**${caption}**`, "", line(columns), `|${rule.join("|")}|`, ...rows.map(line)].join("\n");
}

function find(outcomes: readonly Outcome[], load: Load, server: Outcome["server"]): Outcome | undefined {
  return outcomes.find((outcome) => isSame(outcome.load, load) && isSame(outcome.server, server));
}

function drops(outcome: Outcome): string {
  const dropped = outcome.samples.reduce((sum, sample) => sum + sample.dropped, 0);
  return dropped === 0 ? "" : ` ${dropped} dropped`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function digits(value: number): string {
  return value.toFixed(value >= 10 ? 1 : 2);
}

function withUnit(value: number, unit: Goal["unit"]): string {
  if (unit === "×") return digits(value);
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}
