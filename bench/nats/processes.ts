// The programs of the benchmarks over NATS: a cluster, members of a group, and what is told of them.
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { accepts, killGroup } from "../measure/ports.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const natsProgram = "/usr/sbin/nats-server";
export const runtimes = {
  bun: ["node_modules/bun/bin/bun.exe", "run", "src/cli/bin.ts"],
  deno: ["node_modules/deno/deno", "run", "-A", "--quiet", "mod.ts"],
  node: ["node_modules/node/bin/node", "src/cli/bin.ts"],
} as const;
export const subject = "thrift.bench";

/** A program that can be killed and started once more. */
export class Program {
  readonly name: string;
  readonly #command: readonly string[];
  readonly #port: number;
  #child: ChildProcess | undefined;

  /** @param port that it listens on when it is ready. */
  constructor(name: string, command: readonly string[], port: number) {
    this.name = name;
    this.#command = command;
    this.#port = port;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    const [file = "", ...args] = this.#command;
    this.#child = spawn(file, args, { cwd: root, detached: true, stdio: "ignore" });
    for (let tried = 0; tried < 600; tried++) {
      if (await accepts(this.#port)) return;
      if (this.#child.exitCode !== null) throw new Error(`${this.name} ended with ${this.#child.exitCode}`);
      await sleep(50);
    }
    throw new Error(`${this.name} does not listen`);
  }

  /** Kills it with all its processes. */
  kill(): void {
    if (this.pid > 0) killGroup(this.pid);
  }
}

/** The command of a server of NATS, one of a cluster where routes are given. */
export function natsCommand(
  port: number,
  cluster?: { readonly own: number; readonly all: readonly number[] },
): string[] {
  const routes = cluster?.all.map((one) => `nats://127.0.0.1:${one}`).join(",");
  const ofCluster =
    cluster === undefined
      ? []
      : ["--cluster_name", "bench", "--cluster", `nats://127.0.0.1:${cluster.own}`, "--routes", routes!];
  return [natsProgram, "-a", "127.0.0.1", "-p", String(port), ...ofCluster];
}

/** The options by which a program finds the group. */
export function groupOptions(ports: readonly number[]): string[] {
  return ["--nats", ports.map((port) => `nats://127.0.0.1:${port}`).join(","), "--nats-subject", subject];
}
