// The server's log: one line a record on standard error, from every thread and process.
import {
  configureSync,
  getConfig,
  getLogger,
  type Logger,
  type LogLevel,
  type LogRecord,
} from "@logtape/logtape";
import { asOneRecord, cut, longestRecord, shown } from "./shown.ts";
import { standardError } from "./standard_error.ts";

export type { LogLevel } from "@logtape/logtape";

/**
 * Sends what the server logs to standard error, unless this program has configured LogTape itself.
 *
 * @param lowestLevel what is less important is left out.
 * @returns where the loggers of a category are to be had.
 */
export function configureLog(lowestLevel: LogLevel): (category: string[]) => Logger {
  if (getConfig() === null) configureStandardError(lowestLevel);
  return getLogger;
}

/** Names the owner in the records that `write` writes, where this module writes them. */
export function writeFor(caller: string, write: () => void): void {
  currentCaller = caller;
  try {
    write();
  } finally {
    currentCaller = "";
  }
}

let currentCaller = "";

function configureStandardError(lowestLevel: LogLevel): void {
  configureSync({
    sinks: { stderr: writeRecord },
    loggers: [
      { category: ["thriftserve"], sinks: ["stderr"], lowestLevel },
      { category: ["logtape", "meta"], sinks: ["stderr"], lowestLevel: "error" },
    ],
  });
}

function writeRecord({ timestamp, level, message }: LogRecord): void {
  // Text and values by turns.
  const text = message.map((part, index) => (index % 2 === 0 ? String(part) : shown(part))).join("");
  const record = asOneRecord(cut(currentCaller + text, longestRecord));
  standardError().write(`${new Date(timestamp).toISOString()} ${level} ${record}\n`);
}
