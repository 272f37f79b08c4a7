// The handler of idl/conformance.thrift, which Apache's own clients call in tests/interop. A plain module
// that imports nothing of this project: it runs on every runtime and beside the compiled executable.
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { threadId } from "node:worker_threads";

export const service = new URL("../../idl/conformance.thrift", import.meta.url);

/** What this handler uses of a call's context. */
interface Call {
  readonly exceptions: Readonly<Record<string, new (fields: Record<string, unknown>) => Error>>;
}

/** A struct of the IDL: its fields by name. */
type Struct = Record<string, unknown>;

const longestNap = 60_000;

// Notes are files, so that every worker of a server sees them: threads and processes share nothing else.
const notesFolder = join(tmpdir(), "thriftserve-conformance");

let ready = false;
let count = 0;

export async function init(): Promise<void> {
  await Promise.resolve();
  ready = true;
}

export function close(): void {
  ready = false;
}

const echo = <T>(value: T): T => value;
const echoLater = async <T>(value: T): Promise<T> => value;

export default {
  ping(): void {},

  whoami(): Struct {
    if (!ready) throw new Error("a call came before init had ended");
    count += 1;
    return { process: process.pid, thread: threadId, count };
  },

  async nap(duration: number, call: Call): Promise<number> {
    if (duration > longestNap) throw new call.exceptions.Refused!({ reason: `${duration} ms is no nap` });
    await new Promise((resolve) => setTimeout(resolve, duration));
    return duration;
  },

  work(rounds: number): number {
    let state = 1;
    for (let round = 0; round < rounds; round++) state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state;
  },

  echoBool: echo<boolean>,
  echoByte: echo<number>,
  echoI16: echo<number>,
  echoI32: echo<number>,
  echoI64: echo<bigint>,
  echoDouble: echo<number>,
  echoString: echo<string>,
  echoBinary: echo<Uint8Array>,
  echoColor: echo<number>,
  echoInstant: echoLater<bigint>,

  echoInts: echo<number[]>,
  echoNames: echo<Set<string>>,
  echoMap: echo<Map<string, string>>,
  echoCube: echo<number[][][]>,
  echoNested: echoLater<Map<string, Set<number>>[]>,

  echoScalars: echo<Struct>,
  echoContainers: echo<Struct>,
  echoKeys: echo<Struct>,
  echoChoice: echo<Struct>,
  echoTree: echo<Struct>,
  echoNeeds: echo<Struct>,
  echoDefaults: echo<Struct>,
  echoSparse: echo<Struct>,
  echoUnnumbered: echo<Struct>,
  echoNothing: echo<Struct>,
  echoEverything: echoLater<Struct>,
  echoWeekday: echo<number>,
  echoRelease1: echo<Struct>,
  echoRelease2: echo<Struct>,

  present(value: Struct): string[] {
    const names = ["must", "may", "should", "zero", "flag", "items", "place"];
    return names.filter((name) => value[name] !== undefined);
  },

  describe(value: Struct): string[] {
    const names = ["truth", "tiny", "small", "medium", "large", "real", "text", "color", "day", "needed"];
    return names.map((name) => `${name}=${value[name]}`);
  },

  assemble(
    truth: boolean,
    tiny: number,
    small: number,
    medium: number,
    large: bigint,
    real: number,
    text: string,
    data: Uint8Array,
    color: number,
    at: bigint,
  ): Struct {
    return { truth, tiny, small, medium, large, real, text, data, color, at };
  },

  addDefaults: (a: number, b: number): number => a + b,
  subtract: (a: number, b: number): number => a - b,
  forget(_text: string): void {},

  note(topic: string, text: string): void {
    mkdirSync(notesFolder, { recursive: true });
    appendFileSync(notesFile(topic), `${JSON.stringify(text)}\n`);
  },

  notes(topic: string): string[] {
    try {
      const lines = readFileSync(notesFile(topic), "utf8").split("\n");
      return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
    } catch {
      return []; // nobody has written one yet
    }
  },

  lookUp(key: string, call: Call): string {
    if (key === "key") return "value";
    if (key === "") throw new call.exceptions.Refused!({ reason: "an empty key", code: 400 });
    throw new call.exceptions.NotFound!({ key, candidates: ["key"], near: { x: -1, y: 1 } });
  },

  check(refuse: boolean, call: Call): void {
    if (refuse) throw new call.exceptions.Refused!({ reason: "as asked" });
  },

  fail(message: string): never {
    throw new Error(message);
  },

  misfit: (): unknown => "no number",
};

function notesFile(topic: string): string {
  if (!/^[\w-]+$/.test(topic)) throw new Error(`a topic is a word, not ${JSON.stringify(topic)}`);
  return join(notesFolder, `${topic}.jsonl`);
}
