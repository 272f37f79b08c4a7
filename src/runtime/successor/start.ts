// Starts the program that is to take this one's place, and hands it the sockets that listen here.
import { spawn } from "node:child_process";
import type { Duplex } from "node:stream";

/** The program that is started, and what it is handed. */
export interface SuccessorStart {
  /** Its file, and its arguments. */
  readonly command: readonly string[];
  readonly folder: string;
  /** Of this process. */
  readonly descriptors: readonly number[];
  /** Its environment. @param numbers those that the descriptors have there, in their order. */
  environment(numbers: readonly number[]): NodeJS.ProcessEnv;
}

/** The program, once it is started. */
export interface Successor {
  readonly id: number;
  /** Resolves with its word that it serves. Rejects with how it has ended before. */
  readonly word: Promise<string>;
  /** Tells it that this program has let go. */
  letGo(): void;
  /** Ends it in good order. */
  end(): void;
}

/** The descriptor by which the two programs talk, in the one that is started. */
export const talk = 3;

/** Starts it, with this program's standard output and error. @throws {Error} when the system cannot. */
export async function startSuccessor(start: SuccessorStart): Promise<Successor> {
  if ("deno" in process.versions) {
    const { leftOpen } = await import("../deno/left_open.ts");
    return leftOpen(start.descriptors, (copies) => started(start, [], copies));
  }
  const numbers = start.descriptors.map((_, index) => talk + 1 + index);
  return started(start, start.descriptors, numbers);
}

function started(
  { command: [file = "", ...args], folder, environment }: SuccessorStart,
  handed: readonly number[],
  numbers: readonly number[],
): Successor {
  const child = spawn(file, args, {
    cwd: folder,
    env: environment(numbers),
    stdio: ["ignore", "inherit", "inherit", "pipe", ...handed],
  });
  child.unref();
  const word = Promise.withResolvers<string>();
  const stream = child.stdio[talk] as Duplex;
  let text = "";
  stream.on("data", (chunk: Uint8Array) => {
    text += Buffer.from(chunk).toString("utf8");
    if (text.endsWith("\n")) word.resolve(text.trim());
  });
  stream.on("error", () => {}); // its end is told otherwise
  child.on("error", word.reject);
  child.on("exit", (status, signal) => {
    word.reject(new Error(`it ended with ${signal ?? `status ${status}`} before it served`));
  });
  return {
    id: child.pid ?? 0,
    word: word.promise,
    letGo: () => void stream.end("let go\n"),
    end: () => void child.kill("SIGTERM"),
  };
}
