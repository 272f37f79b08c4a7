// The server's own log. LogTape, which writes it, is loaded with the first record: most forked workers
// never write one, and loading it takes 3 of the 8 ms of processor time that such a worker has to start in.
import type { LogLevel } from "./configure.ts";
import type { Entry, LoggedCall } from "./entry.ts";

export type { LogLevel } from "./configure.ts";

/** The values of a record: `{name}` in its message stands for one of them. */
export type Properties = Record<string, unknown>;

/** Writes records, each with a level. */
export interface Log {
  /** Traces how something came about. */
  trace(message: string, properties?: Properties): void;
  /** Helps to find a fault. */
  debug(message: string, properties?: Properties): void;
  /** Tells of something usual. */
  info(message: string, properties?: Properties): void;
  /** Tells of something that may be wrong. */
  warn(message: string, properties?: Properties): void;
  /** Tells of a failure. */
  error(message: string, properties?: Properties): void;
  /** Tells of a failure that ends the server. */
  fatal(message: string, properties?: Properties): void;
}

/** The log of a call: its records say which, of whom, and in which worker. */
export function logOfCall(call: LoggedCall): Log {
  return logTo([call.service], call);
}

function logTo(category: readonly string[], call: LoggedCall | undefined): Log {
  const at =
    (level: Entry["level"]) =>
    (message: unknown, properties?: unknown): void =>
      write({ category, level, message, properties, call });
  return {
    trace: at("trace"),
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    fatal: at("fatal"),
  };
}

/** The server's own log. */
export const log: Log = logTo([], undefined);

/** Sets the lowest level that is written. */
export function setLogLevel(level: LogLevel): void {
  lowestLevel = level;
}

/** Says in which worker this is: records of calls name it. */
export function setLogWorker(id: number): void {
  worker = id;
}

/** The worker that this is, if it is one. */
export function logWorker(): number | undefined {
  return worker;
}

/** Whether records of that level are wanted: what only they need is not worked out otherwise. */
export function logs(level: "trace" | "debug"): boolean {
  return lowestLevel === "trace" || lowestLevel === level;
}

/** Loads what writes the log, so that every record from then on is written at once. */
export async function openLog(): Promise<void> {
  loading ??= load();
  await loading;
}

/** Resolves when all records so far are written, unless they have no reader. */
export async function logWritten(): Promise<void> {
  await loading;
  opened?.flush();
}

let lowestLevel: LogLevel = "info";
let worker: number | undefined;
let opened: { readonly write: (entry: Entry) => void; readonly flush: () => void } | undefined;
let loading: Promise<void> | undefined;
/** Records from before LogTape was there, and how many there was no room for. */
const early: Entry[] = [];
let lostEarly = 0;

function write(entry: Entry): void {
  if (opened !== undefined) opened.write(entry);
  else if (early.length < mostEarly) {
    early.push(entry);
    loading ??= load();
  } else lostEarly++;
}

async function load(): Promise<void> {
  const { openEntries } = await import("./entries.ts");
  opened = openEntries(lowestLevel, () => worker);
  for (const entry of early.splice(0)) write(entry);
  if (lostEarly > 0)
    log.warn("{lost} lines of the log were lost: they came all at once", { lost: lostEarly });
}

const mostEarly = 10_000;
