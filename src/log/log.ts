// The server's own log. LogTape, which writes it, is loaded with the first record: most forked workers
// never write one, and loading it takes 3 of the 8 ms of processor time that such a worker has to start in.
import type { Logger } from "@logtape/logtape";
import type { LogLevel } from "./configure.ts";

/** What a record says besides its message: `{name}` in the message stands for one of them. */
export type Properties = Record<string, unknown>;

/** Writes records, each with a level. */
export interface Log {
  trace(message: string, properties?: Properties): void;
  debug(message: string, properties?: Properties): void;
  info(message: string, properties?: Properties): void;
  warn(message: string, properties?: Properties): void;
  error(message: string, properties?: Properties): void;
  fatal(message: string, properties?: Properties): void;
}

/** A log of a category below `thriftserve`; without a name the server's own. */
export function logOf(...category: string[]): Log {
  const at =
    (level: keyof Log) =>
    (message: string, properties: Properties = {}) =>
      write({ category, level, message, properties });
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
export const log: Log = logOf();

/** Says what is the least important record to be written. */
export function setLogLevel(level: LogLevel): void {
  lowestLevel = level;
}

/** Loads what writes the log, so that every record from then on is written at once. */
export async function openLog(): Promise<void> {
  loading ??= load();
  await loading;
}

/** Resolves when all records so far are written. */
export async function logWritten(): Promise<void> {
  await loading;
}

interface Entry {
  readonly category: readonly string[];
  readonly level: keyof Log;
  readonly message: string;
  readonly properties: Properties;
}

let lowestLevel: LogLevel = "info";
let getLogger: ((category: string[]) => Logger) | undefined;
let loading: Promise<void> | undefined;
/** Records from before LogTape was there. */
const early: Entry[] = [];

function write(entry: Entry): void {
  if (getLogger === undefined) {
    early.push(entry);
    loading ??= load();
    return;
  }
  getLogger(["thriftserve", ...entry.category])[entry.level](entry.message, entry.properties);
}

async function load(): Promise<void> {
  const { configureLog } = await import("./configure.ts");
  getLogger = configureLog(lowestLevel);
  for (const entry of early.splice(0)) write(entry);
}
