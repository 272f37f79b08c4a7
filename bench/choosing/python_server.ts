// Apache's Python servers: starts one on a free port, and ends it with all that it has started.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { accepts, freePort, killGroup } from "../measure/ports.ts";

/** Debian's Python, which has python3-thrift. */
const python = "/usr/bin/python3";
const here = fileURLToPath(new URL(".", import.meta.url));

/** As the article has it: ten threads, ten processes. */
export const pythonWorkers = 10;

/** A server that accepts connections. */
export interface PythonServer {
  readonly port: number;
  end(): void;
}

const running = new Set<number>();
process.on("exit", () => running.forEach(killGroup));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

/** Writes the code that the servers need. @returns its folder, which is removed at the end of this process. */
export function generatedCode(): string {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-choosing-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  execFileSync("thrift", ["--gen", "py", "-out", folder, join(here, "timed.thrift")]);
  return folder;
}

/** Starts one. @throws {Error} when it ends, or does not accept within ten seconds. */
export async function startPython(generated: string, model: string): Promise<PythonServer> {
  const port = await freePort();
  const args = [join(here, "server.py"), generated, model, String(port), String(pythonWorkers)];
  const child = spawn(python, args, { detached: true, stdio: ["ignore", "ignore", "ignore"] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${python} cannot be started`);
  running.add(pid);
  const end = () => {
    killGroup(pid);
    running.delete(pid);
  };
  for (const late = Date.now() + 10_000; !(await accepts(port)); ) {
    if (child.exitCode !== null || Date.now() > late) {
      end();
      throw new Error(`Apache's Python server ${model} does not accept`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port, end };
}
