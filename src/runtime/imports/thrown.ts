// The errors that a module's own code has thrown while it was imported, with their causes.
import { isInstance, stackOf, textOf } from "../../words/thrown.ts";

/** The stack, those of the causes, and the messages of several errors in one. It never throws. */
export function thrownByModule(error: unknown): string {
  const told = [ownFrames(stackOf(error))];
  for (let cause = causeOf(error); cause !== undefined && told.length < 5; cause = causeOf(cause)) {
    told.push(`caused by ${ownFrames(stackOf(cause))}`);
  }
  return [...told, ...innerErrors(error).map((inner) => `- ${textOf(inner).slice(0, 1000)}`)].join("\n");
}

function causeOf(error: unknown): unknown {
  try {
    return isInstance(error, Error) ? error.cause : undefined;
  } catch {
    return undefined;
  }
}

function innerErrors(error: unknown): readonly unknown[] {
  try {
    return isInstance(error, AggregateError) ? [...error.errors].slice(0, 10) : [];
  } catch {
    return [];
  }
}

/** A stack without a runtime's functions, and without those of this library and its callers. */
function ownFrames(stack: string): string {
  const lines = stack.split("\n");
  const ours = lines.findIndex((line) => isFrame.test(line) && library.test(line));
  return lines
    .slice(0, ours < 0 ? undefined : ours)
    .filter((line) => !isFrame.test(line) || !runtimes.test(line))
    .join("\n");
}

const isFrame = /^\s+at /;
const runtimes = /\(?(node:|ext:|native|unknown\))|\(<anonymous>\)$/;
const library = new RegExp(`/\\$bunfs/root/|/thriftserve\\.js:1:|${escaped(ownFiles())}`);

/** The folder of this library's functions that import; in a bundle the bundle. */
function ownFiles(): string {
  const here: string = import.meta.url ?? "a bundle of CommonJS, whose name nobody knows";
  return decodeURI(here.replace(/\/runtime\/imports\/thrown\.[jt]s$/, "/runtime/").replace(/^file:\/\//, ""));
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&");
}
