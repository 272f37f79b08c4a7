// A server of the long runs: it is started, asked by its admin port, and looked at by its processes.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort, killGroup } from "../measure/ports.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The programs that a server can run on. */
export const programs = {
  executable: ["dist/thriftserve"],
  bun: ["node_modules/bun/bin/bun.exe", "mod.ts"],
  deno: ["node_modules/deno/deno", "run", "-A", "--quiet", "mod.ts"],
  node: ["node_modules/node/bin/node", "mod.ts"],
} as const;

export type Program = keyof typeof programs;

/** Of `/status`, what is looked at. */
interface Status {
  readonly workers: readonly WorkerStatus[];
}

interface WorkerStatus {
  readonly id: number;
  readonly runs: "thread" | "process";
  readonly number: number;
  readonly state: string;
  readonly connections: number;
}

/** One that runs. `await using` ends it. */
export class Server implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #admin: string;

  private constructor(child: ChildProcess, port: number, admin: string) {
    this.#child = child;
    this.port = port;
    this.#admin = admin;
  }

  /** Starts one, and resolves when it takes calls. */
  static async start(program: Program, options: readonly string[]): Promise<Server> {
    const [port, adminPort] = [await freePort(), await freePort()];
    const places = ["--port", String(port), "--admin", `127.0.0.1:${adminPort}`];
    const [file, ...first] = [...programs[program], "bench/operations/handler.ts"] as [string, ...string[]];
    const args = [...first, ...places, "--log-level", "fatal", ...options];
    const child = spawn(file, args, { cwd: root, detached: true, stdio: ["ignore", "ignore", "inherit"] });
    process.on("exit", () => killGroup(child.pid!)); // however the run ends
    const server = new Server(child, port, `http://127.0.0.1:${adminPort}`);
    for (let tried = 0; tried < 600; tried++) {
      if (child.exitCode !== null) break;
      const answer = await fetch(`${server.#admin}/readyz`).catch(() => undefined);
      if (answer?.ok) return server;
      await sleep(100);
    }
    await server[Symbol.asyncDispose]();
    throw new Error(`the server on ${program} does not serve`);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  async status(): Promise<Status> {
    return JSON.parse(await this.#get("/status")) as Status;
  }

  /** Calls that were answered with what their function returns, or an exception that it declares, by method. */
  async counted(method: string): Promise<number> {
    const text = await this.#get("/metrics");
    const found = new RegExp(
      `requests_total\\{thrift_method="${method}",thrift_success="true"[^}]*\\} (\\d+)`,
    ).exec(text);
    return Number(found?.[1] ?? 0);
  }

  async #get(path: string): Promise<string> {
    const headers = { connection: "close" }; // one that is kept may be closed at the moment it is used
    return await (await fetch(`${this.#admin}${path}`, { headers })).text();
  }

  /** Its processes. */
  get processes(): number[] {
    const parents = new Map(
      readdirSync("/proc")
        .map(Number)
        .filter((pid) => pid > 0)
        .map((pid) => [pid, parentOf(pid)]),
    );
    const found = [this.pid];
    for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child);
    return found;
  }

  /**
   * Megabytes of its processes: what several have in common counted once. Without pages of files, whose number depends on who
   * else has them.
   */
  get memory(): number {
    const own = /^Pss_(?:Anon|Shmem):\s+(\d+)/gm;
    const sizes = this.processes.flatMap((pid) =>
      Array.from(textOf(`/proc/${pid}/smaps_rollup`).matchAll(own), ([, size]) => Number(size)),
    );
    return sizes.reduce((sum, size) => sum + size, 0) / 1024;
  }

  /** The descriptors that are open in its processes. */
  get descriptors(): number {
    return this.processes.map((pid) => listed(`/proc/${pid}/fd`)).reduce((sum, count) => sum + count, 0);
  }

  /** Ends it in order. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, "exit");
      this.#child.kill("SIGTERM");
      await Promise.race([ended, sleep(10_000, undefined, { ref: false })]);
    }
    killGroup(this.pid);
  }
}

function parentOf(pid: number): number {
  return Number(
    textOf(`/proc/${pid}/stat`)
      .replace(/^.*\) \S /s, "")
      .split(" ")[0],
  );
}

/** "" of one that has ended. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function listed(path: string): number {
  try {
    return readdirSync(path).length;
  } catch {
    return 0;
  }
}
