// Apache's Python clients of the long runs: started, and what they report.
import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./server.ts";

/** Number of clients, each with a connection. */
export const clients = 16;

/** What they have seen. Times are in seconds. */
export interface Report {
  /** By method. */
  readonly answered: Readonly<Record<string, number>>;
  readonly failures: readonly (readonly [at: number, took: number, why: string])[];
  /** Of the calls of other methods than `loop`. */
  readonly longest: number;
  readonly loops: number;
  readonly longestLoop: number;
}

/** Generates their code into a folder. */
export function generateClients(folder: string): void {
  execFileSync("thrift", ["--gen", "py", "-o", folder, join(root, "bench/operations/operations.thrift")]);
}

/** Runs them to their end. @param options as clients.py lists them. */
export function runClients(
  folder: string,
  port: number,
  seconds: number,
  options: readonly string[] = [],
): Promise<Report> {
  const given = [join(folder, "gen-py"), port, clients, seconds].map(String);
  const script = join(root, "bench/operations/clients.py");
  const child = spawn("/usr/bin/python3", [script, ...given, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) resolve(JSON.parse(text) as Report);
      else reject(new Error(`the clients ended with ${status}`));
    });
  });
}

/** The reasons for which calls failed, the most frequent first. */
export function reasonsOf({ failures }: Report): string {
  const counts = new Map<string, number>();
  for (const [, , why] of failures) {
    const kind = why.replaceAll(/\d+(\.\d+)?/g, "N");
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([why, count]) => `\n    ${count} times: ${why}`)
    .join("");
}

/** All calls that were answered. */
export function answeredOf({ answered }: Report): number {
  return Object.values(answered).reduce((sum, count) => sum + count, 0);
}
