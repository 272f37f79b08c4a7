// The status of a server for people.
import { styleText } from "node:util";
import type { MethodStatus, ServerStatus, WorkerStatus } from "../../../server/counting/status.ts";

/**
 * Writes a status as text. On a terminal it has colours.
 * @param before an earlier one: calls are told by the second since.
 */
export function statusText(status: ServerStatus, before?: ServerStatus): string {
  const { calls, workers } = status;
  const methods = (calls?.methods ?? []).filter(({ total, atWork }) => total > 0 || atWork > 0);
  return [
    heading(status),
    lines(summary(status, before)),
    methods.length > 0 ? table(methodColumns(status, before), methods) : "",
    workers.length > 0 ? table(workerColumnsOf(workers), workers.slice(0, shownWorkers)) : "",
    workers.length > shownWorkers ? `and ${workers.length - shownWorkers} workers more\n` : "",
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** Of a model with a worker for each connection there may be a thousand. */
const shownWorkers = 40;

function heading({
  service,
  state,
  reason,
  addresses,
  model,
  runtime,
  version,
  process,
  uptime,
}: ServerStatus): string {
  const colour = { ready: "green", unready: "red", ending: "yellow" } as const;
  const shown = styleText(colour[state], state === "unready" ? "not ready" : state);
  const why = reason === undefined ? "" : `: ${reason}`;
  return `${styleText("bold", service)} on ${addresses.join(", ")}, ${shown}${why}\n${model}, thriftserve ${version} on ${runtime}, process ${process}, up ${duration(uptime)}\n`;
}

function summary(status: ServerStatus, before: ServerStatus | undefined): [string, string][] {
  const { calls, bytes, connections, dialects = [], refusals, restarts, memory, lag } = status;
  const { open, waiting, total } = connections;
  const spoken = dialects.map((one) => `${one.transport} ${one.protocol} ${number(one.connections)}`);
  const rate =
    calls && before?.calls && `${number(perSecond(calls.total - before.calls.total, status, before))}/s, `;
  const waits = waiting > 0 ? `, ${number(waiting)} of them wait for a worker` : "";
  return [
    ...(calls === undefined
      ? []
      : ([
          [
            "calls",
            `${rate ?? ""}${number(calls.total)} in all, ${number(calls.failed)} failed, ${number(calls.atWork)} at work, ${number(calls.waiting)} waiting`,
          ],
        ] as [string, string][])),
    ["connections", `${number(open)} open${waits}, ${number(total)} in all`],
    ["spoken", spoken.join(", ")],
    ["received", bytes === undefined ? "" : size(bytes.received)],
    ["sent", bytes === undefined ? "" : size(bytes.sent)],
    ["refused", counts(refusals)],
    ["restarts", counts(restarts)],
    ["memory", `${size(memory)}${lag === undefined ? "" : `, event loop ${time(lag)} late`}`],
  ];
}

/** Pairs in two columns; those without a value are left out. */
function lines(pairs: readonly (readonly [string, string])[]): string {
  const shown = pairs.filter(([, value]) => value !== "");
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join("");
}

/** A column of a table. Numbers stand at its right. */
interface Column<Row> {
  readonly title: string;
  readonly isText?: true;
  of(row: Row): string;
}

function methodColumns(status: ServerStatus, before: ServerStatus | undefined): Column<MethodStatus>[] {
  const earlier = new Map(before?.calls?.methods.map((one) => [one.method, one.total]));
  const rate: Column<MethodStatus> = {
    title: "CALLS/S",
    of: ({ method, total }) => number(perSecond(total - (earlier.get(method) ?? 0), status, before!)),
  };
  return [
    { title: "METHOD", isText: true, of: ({ method }) => method },
    ...(before === undefined ? [] : [rate]),
    { title: "CALLS", of: ({ total }) => number(total) },
    { title: "FAILED", of: ({ failed }) => number(failed) },
    { title: "AT WORK", of: ({ atWork }) => number(atWork) },
    { title: "MEAN", of: ({ mean }) => time(mean) },
    { title: "MEDIAN", of: ({ median }) => time(median) },
    { title: "P99", of: ({ p99 }) => time(p99) },
  ];
}

const workerColumns: readonly Column<WorkerStatus>[] = [
  { title: "WORKER", of: ({ id }) => String(id) },
  { title: "RUNS", isText: true, of: ({ runs, number: which }) => `${runs} ${which}` },
  { title: "STATE", isText: true, of: ({ state }) => state },
  { title: "CONNECTIONS", of: ({ connections }) => number(connections) },
  { title: "MEMORY", of: ({ memory }) => (memory === undefined ? "-" : size(memory)) },
  { title: "LATE", of: ({ lag }) => time(lag) },
];

const deviceColumn: Column<WorkerStatus> = {
  title: "DEVICE",
  isText: true,
  of: ({ device }) => device ?? "-",
};

function workerColumnsOf(workers: readonly WorkerStatus[]): readonly Column<WorkerStatus>[] {
  return workers.some(({ device }) => device !== undefined)
    ? [...workerColumns, deviceColumn]
    : workerColumns;
}

function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => column.of(row)));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((row) => row[index]!.length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) =>
        columns[index]!.isText ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!),
      )
      .join("  ")
      .trimEnd();
  const titles = styleText("dim", line(columns.map(({ title }) => title)));
  return `${[titles, ...cells.map(line)].join("\n")}\n`;
}

function counts(of: Readonly<Record<string, number>>): string {
  const some = Object.entries(of).filter(([, count]) => count > 0);
  return some.map(([name, count]) => `${name} ${number(count)}`).join(", ");
}

/** Servers that were started anew count from 0. */
function perSecond(more: number, status: ServerStatus, before: ServerStatus): number {
  const isSame = status.started === before.started && more >= 0;
  return isSame ? more / Math.max(1, status.uptime - before.uptime) : 0;
}

function number(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

function time(seconds: number | undefined): string {
  if (seconds === undefined) return "-";
  if (seconds >= 1) return `${seconds.toFixed(1)} s`;
  const milliseconds = seconds * 1000;
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`;
}

function duration(seconds: number): string {
  const parts: [number, string][] = [
    [86_400, "d"],
    [3600, "h"],
    [60, "min"],
  ];
  const first = parts.findIndex(([unit]) => seconds >= unit);
  if (first < 0) return `${seconds} s`;
  const [unit, name] = parts[first]!;
  const [smaller, smallerName] = parts[first + 1] ?? [1, "s"];
  return `${Math.floor(seconds / unit)} ${name} ${Math.floor((seconds % unit) / smaller)} ${smallerName}`;
}
