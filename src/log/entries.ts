// Hands records to LogTape: bounded first, because LogTape and its sinks look at all of it.
import { configureLog, type LogLevel, writeFor } from "./configure.ts";
import type { Entry, LoggedCall } from "./entry.ts";
import { cut, inOneLine, shown } from "./shown.ts";
import { standardError } from "./standard_error.ts";

/** Opens the log. @param workerNumber the worker's that this is, if it is one. */
export function openEntries(
  lowestLevel: LogLevel,
  workerNumber: () => number | undefined,
): { readonly write: (entry: Entry) => void; readonly flush: () => void } {
  const loggerOf = configureLog(lowestLevel);
  return {
    write: ({ category, level, message, properties, call }) => {
      try {
        const logger = loggerOf(["thriftserve", ...category]);
        if (!logger.isEnabledFor(level === "warn" ? "warning" : level)) return;
        const worker = workerNumber();
        const about = call === undefined ? {} : { ...partsOf(call), ...(worker && { worker }) };
        const [text, values] = bounded(message, properties);
        const origin = call === undefined ? "" : callerOf(call, worker);
        writeFor({ about: origin, call, worker, properties: values }, () =>
          logger[level](text, { ...about, ...values }),
        );
      } catch {
        // A sink of the program's own may throw: no log call fails by it.
      }
    },
    flush: () => standardError().flush(),
  };
}

/** `Embedder.embed (worker 2, 127.0.0.1:5031): ` */
function callerOf({ service, method, peer }: LoggedCall, worker: number | undefined): string {
  return `${service}.${method} (${worker === undefined ? "" : `worker ${worker}, `}${inOneLine(peer)}): `;
}

function partsOf({ service, method, peer }: LoggedCall): LoggedCall {
  return { service, method, peer };
}

function bounded(message: unknown, properties: unknown): [text: string, values: Record<string, unknown>] {
  if (typeof message !== "string") return ["{message}", { message: shown(message) }];
  const text = cut(message);
  if (typeof properties === "function") return bounded(message, called(properties));
  if (typeof properties !== "object" || properties === null) return [text, {}];
  if (isError(properties)) return [`${text}: {error}`, { error: shown(properties) }];
  return [text, boundedValues(properties as Readonly<Record<string, unknown>>)];
}

function called(properties: CallableFunction): unknown {
  try {
    const given: unknown = properties();
    return typeof given === "function" ? undefined : given;
  } catch {
    return undefined;
  }
}

function isError(value: object): boolean {
  try {
    return value instanceof Error;
  } catch {
    return false; // a revoked Proxy
  }
}

/** A copy, with its strings cut. */
function boundedValues(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  let count = 0;
  try {
    for (const name in properties) {
      if (++count > mostProperties) break;
      values[name] = propertyOf(properties, name);
    }
  } catch {
    // A Proxy that does not say what it has.
  }
  return values;
}

function propertyOf(properties: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    const value = properties[name];
    // As LogTape looks at it, which would lose the record: a Proxy may throw.
    if (typeof value === "object" && value !== null) Reflect.has(value, lazy);
    return typeof value === "string" ? cut(value) : value;
  } catch {
    return "[a value that cannot be read]";
  }
}

const mostProperties = 100;
/** LogTape's mark of values that are worked out later. */
const lazy = Symbol.for("logtape.lazy");
