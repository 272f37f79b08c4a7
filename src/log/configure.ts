// The server's log: one line a record on standard error, from every thread and process.
import {
  configureSync,
  getConfig,
  getLogger,
  type Logger,
  type LogLevel,
  type LogRecord,
} from "@logtape/logtape";
import type { LoggedCall } from "./entry.ts";
import { lineOf } from "./format.ts";
import { shown } from "./shown.ts";
import { standardError } from "./standard_error.ts";
import { tellLine } from "./told_lines.ts";

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

/** The origin of a record, where this module writes it. */
export interface Origin {
  /** Stands before its message in text. */
  readonly about: string;
  readonly call: LoggedCall | undefined;
  readonly worker: number | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Tells the origin of the records that `write` writes. */
export function writeFor(origin: Origin, write: () => void): void {
  current = origin;
  try {
    write();
  } finally {
    current = undefined;
  }
}

let current: Origin | undefined;

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
  const { about, call, worker, properties } = current ?? {};
  const members = { service: call?.service, method: call?.method, peer: call?.peer, worker };
  standardError().write(lineOf({ time: timestamp, level, message: text, about, members, properties }));
  tellLine({ time: timestamp, level, message: (about ?? "") + text, worker });
}
