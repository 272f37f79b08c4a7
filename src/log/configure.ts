// The server's log: one line a record on standard error, from every thread and process.
import { writeSync } from "node:fs";
import {
  configureSync,
  getConfig,
  getLogger,
  getTextFormatter,
  type Logger,
  type LogLevel,
  type LogRecord,
} from "@logtape/logtape";

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

function configureStandardError(lowestLevel: LogLevel): void {
  configureSync({
    sinks: { stderr: writeRecord },
    loggers: [
      { category: ["thriftserve"], sinks: ["stderr"], lowestLevel },
      { category: ["logtape", "meta"], sinks: ["stderr"], lowestLevel: "error" },
    ],
  });
}

const format = getTextFormatter({
  timestamp: "rfc3339",
  level: "full",
  category: ".",
  value: (value) => (typeof value === "string" ? value : JSON.stringify(value)),
  format: ({ timestamp, level, message }) => `${timestamp} ${level} ${message}`,
});

/** Written at once: a thread's own stream would lose what it holds when the thread ends. */
function writeRecord(record: LogRecord): void {
  try {
    writeSync(2, format(record));
  } catch {
    // Nobody reads our standard error (any more): serving goes on.
  }
}
