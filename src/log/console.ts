// Writes what handlers print, by `console` or to `process.stdout` and `process.stderr`. The runtimes either wait for a
// reader that reads no more, which holds up calls, or keep what it does not take without end, and lose that when the
// process ends. Changed only in a program that is ours, a worker or the command line; terminals stay the runtime's.
// Nothing is made before a handler first prints.
import {
  consoleWritesItself,
  kindOf,
  mayBeUnread,
  replaceStandardStream,
  type StandardDescriptor,
} from "../runtime/standard_descriptor.ts";
import { log } from "./log.ts";
import { standardError } from "./standard_error.ts";
import { StandardStream } from "./standard_stream.ts";

/**
 * From now on printing waits no longer than a moment for a reader that is slow; then it loses lines and counts them.
 */
export function keepPrintingFromWaiting(): void {
  replaceStreams();
}

/** From now on what is printed goes to the log, line by line: `streams` are standard output and standard error. */
export function capturePrinting(streams: readonly [PrintedTo, PrintedTo]): void {
  captured = streams;
  replaceStreams();
}

/** Takes what is printed. */
export interface PrintedTo {
  write(text: string | Uint8Array): void;
  /** Writes what it has kept. */
  flush(): void;
}

let captured: readonly [PrintedTo, PrintedTo] | undefined;
let replaced = false;

function replaceStreams(): void {
  if (replaced) return;
  replaced = true;
  if (consoleWritesItself()) for (const method of [...toOutput, ...toError]) replace(method);
  for (const descriptor of [1, 2] as const) {
    replaceStandardStream(descriptor, (native) =>
      captured === undefined && kindOf(descriptor) === "terminal" ? native() : ourStream(descriptor),
    );
  }
}

/** Waits until what was printed is written, unless it has no reader. */
export function printed(): void {
  for (const stream of captured ?? []) stream.flush();
  output?.flush();
}

/** Methods of `console`, by where they write to. */
const toOutput = [
  ...(["log", "info", "debug", "dir", "dirxml", "table", "count", "countReset", "time"] as const),
  ...(["timeLog", "timeEnd", "group", "groupCollapsed", "groupEnd"] as const),
];
const toError = ["error", "warn", "trace", "assert"] as const;

type Method = (typeof toOutput)[number] | (typeof toError)[number];

function replace(method: Method): void {
  const native = console[method] as (...values: unknown[]) => void;
  const descriptor = (toError as readonly string[]).includes(method) ? 2 : 1;
  console[method] = (...values: unknown[]) => {
    if (mayWait(descriptor)) (ours()[method] as typeof native)(...values);
    else native.apply(console, values);
  };
}

let ourConsole: Pick<typeof console, Method> | undefined;

function ours(): Pick<typeof console, Method> {
  if (!ourConsole) {
    const { Console } = process.getBuiltinModule("node:console");
    const made: unknown = new Console({ stdout: ourStream(1), stderr: ourStream(2) });
    ourConsole = made as Pick<typeof console, Method>; // one runtime's types have no methods for it
  }
  return ourConsole;
}

const ourStreams: (NodeJS.WritableStream | undefined)[] = [];

function ourStream(descriptor: StandardDescriptor): NodeJS.WritableStream {
  const known = ourStreams[descriptor];
  if (known !== undefined) return known;
  const { Writable } = process.getBuiltinModule("node:stream");
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string | Uint8Array, encoding, written) => {
      const isText = typeof chunk === "string" && encoding !== "utf8";
      streamOf(descriptor).write(isText ? Buffer.from(chunk, encoding) : chunk);
      written();
    },
  });
  ourStreams[descriptor] = Object.assign(stream, { fd: descriptor, _type: "pipe" });
  return stream;
}

const waits: (boolean | undefined)[] = [];

function mayWait(descriptor: StandardDescriptor): boolean {
  if (captured !== undefined) return true;
  waits[descriptor] ??= mayBeUnread(descriptor);
  return waits[descriptor];
}

function streamOf(descriptor: StandardDescriptor): Pick<PrintedTo, "write"> {
  if (captured !== undefined) return captured[descriptor - 1]!;
  return descriptor === 1 ? standardOutput() : standardError();
}

let output: StandardStream | undefined;

/** Standard output, whose lost lines are told in the log: its readers may expect nothing but a handler's own lines. */
function standardOutput(): StandardStream {
  output ??= new StandardStream(1, {
    losing: () => log.warn("standard output is not read: its lines are lost from now on"),
    notice: (lost) => {
      log.warn("{lost} lines of standard output were lost: it was not read", { lost });
      return "";
    },
    patience: 500,
  });
  return output;
}
