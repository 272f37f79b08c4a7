// The options of the log, and of what workers print: docs/logging.md tells of them.
import type { LogFormat } from "../../log/format.ts";
import type { LogLevel } from "../../log/log.ts";
import { flag } from "../../options/kinds.ts";
import { oneOf } from "../../options/names.ts";
import { share } from "../../options/share.ts";
import type { ServeOptions } from "./options.ts";
import type { ServeRow } from "./row.ts";

const group = "The log";

/** The options of the log, as docs/options.md lists them. */
export const logRows = {
  logLevel: {
    kind: oneOf<LogLevel>(["trace", "debug", "info", "warning", "error", "fatal"], {
      anyCase: true,
      also: { warn: "warning", err: "error", critical: "fatal", crit: "fatal", information: "info" },
      hints: {
        verbose: "debug and trace log more",
        notice: "info and warning are the nearest",
        ...Object.fromEntries(
          ["off", "none", "silent", "quiet", "never"].map((word) => [word, "fatal logs the least"]),
        ),
      },
    }),
    fallback: "info",
    group,
    placeholder: "level",
    help: "lowest level to log: trace, debug, info, warning, error or fatal",
  },
  logFormat: {
    kind: oneOf<LogFormat>(["auto", "text", "json"], {
      anyCase: true,
      also: { jsonl: "json", ndjson: "json", plain: "text", human: "text" },
    }),
    fallback: "auto",
    group,
    placeholder: "format",
    help: "text or json; auto: text on a terminal, JSON lines elsewhere",
  },
  accessLog: {
    kind: flag,
    fallback: false,
    group,
    help: "log each call in a line: whose, which, how it ended, its time and bytes",
  },
  accessLogSample: {
    kind: share,
    fallback: 1,
    group,
    placeholder: "share",
    help: "of the calls, the share that accessLog has a line for: 0.01 for one in a hundred",
  },
  captureOutput: {
    kind: flag,
    fallback: false,
    group,
    help: "log what workers print, line by line, with the worker's number",
  },
} satisfies { readonly [Name in keyof LogOptions]: ServeRow<NonNullable<ServeOptions[Name]>> };

/** The names of the log's options. */
export type LogOptions = Required<
  Pick<ServeOptions, "logLevel" | "logFormat" | "accessLog" | "accessLogSample" | "captureOutput">
>;
