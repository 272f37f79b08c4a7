// A server that is measured: this program once more, on a free port of this machine alone, and ended for sure.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownCommand } from "../../runtime/entry.ts";

/** A server that accepts connections. */
export interface StartedServer {
  readonly port: number;
  readonly pid: number;
  /** Seconds from its start until it accepted. */
  readonly startedIn: number;
  /**
   * Ends it: in good order, or at once when that takes longer than a moment.
   * @param atOnce it is still at calls whose clients have left. Default: false.
   */
  stop(atOnce?: boolean): Promise<void>;
}

/** Thrown when a server does not come up. The message is what it said. */
export class ServerStartError extends Error {
  override readonly name = "ServerStartError";
}

/** Those that run, with their folders. */
const running = new Map<ChildProcess, string>();

/** Ends those that run, at once. Their worker processes end with them. */
export function endServers(): void {
  for (const [child, folder] of running) {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Starts one.
 *
 * @param options of serve's command line, without the address.
 * @param spawned is told its process id at once.
 * @throws {ServerStartError}
 */
export async function startServer(
  handler: string,
  options: readonly string[],
  spawned: (pid: number) => void,
): Promise<StartedServer> {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-bench-"));
  const portFile = join(folder, "port");
  const listening = ["--host", "127.0.0.1", "--port", "0", "--port-file", portFile, "--no-config"];
  const [file = "", ...args] = [...ownCommand(), "serve", handler, ...listening, ...options];
  const began = performance.now();
  const child = spawn(file, args, { env: environment(), stdio: ["ignore", "ignore", "pipe"] });
  running.set(child, folder);
  if (child.pid !== undefined) spawned(child.pid);
  let said = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4000);
  });
  let ended: string | undefined;
  const gone = new Promise<void>((resolve) => {
    const end = (why: string) => {
      running.delete(child);
      ended ??= why;
      resolve();
    };
    child.on("error", (error) => end(error.message));
    child.on("close", (code, signal) => end(`it ended with ${code ?? signal}`));
  });
  const stop = async (atOnce = false) => {
    child.kill(atOnce ? "SIGKILL" : "SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeout);
    await gone;
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  };
  for (;;) {
    const port = existsSync(portFile) ? Number(readFileSync(portFile, "utf8")) : 0;
    if (port > 0) return { port, pid: child.pid!, startedIn: (performance.now() - began) / 1000, stop };
    const isLate = performance.now() - began > startTimeout;
    if (ended !== undefined || isLate) {
      const why = ended ?? `it did not accept within ${startTimeout / 1000} s`;
      await stop();
      throw new ServerStartError(said.trim().replace(/^thriftserve: /, "") || why);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Without what sets options of servers: their options are those that are measured. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("THRIFTSERVE_") && name !== "NOTIFY_SOCKET",
  );
  return Object.fromEntries(own);
}

/** Milliseconds: a model may take long to load. */
const startTimeout = 120_000;
/** Milliseconds. */
const stopTimeout = 1500;
