// Debian's nats-server, several of them as a cluster on this machine, on ports that are free.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";

/** Debian's. */
export const natsProgram = "/usr/sbin/nats-server";

/** Why there is none here, or undefined. Under CI a missing peer is a failure instead. */
export function whyNoNats(): string | undefined {
  if (existsSync(natsProgram)) return undefined;
  if (process.env.CI) throw new Error(`${natsProgram} is not installed`);
  return `not installed: ${natsProgram}, of Debian's nats-server`;
}

/** Servers that know each other. */
export interface NatsCluster extends AsyncDisposable {
  /** `nats://127.0.0.1:PORT` of each. */
  readonly urls: readonly string[];
  /** The ports at which they tell of themselves, where the options have that: `-m -1`. */
  readonly monitors: readonly number[];
  /** Kills one of them. */
  kill(index: number): void;
}

/** Starts so many. */
export async function natsCluster(count: number, ...options: readonly string[]): Promise<NatsCluster> {
  const folder = mkdtempSync(join(tmpdir(), "nats-"));
  const started: ChildProcess[] = [];
  const urls: string[] = [];
  const monitors: number[] = [];
  let routes: readonly string[] = [];
  for (let index = 0; index < count; index++) {
    const own = join(folder, String(index));
    const args = ["-a", "127.0.0.1", "-p", "-1", "-n", `n${index}`, "--ports_file_dir", folder];
    const joined = ["--cluster", "nats://127.0.0.1:-1", "--cluster_name", "tests", "--store_dir", own];
    const known = routes.length === 0 ? [] : ["--routes", routes.join(",")];
    const server = spawn(natsProgram, [...args, ...joined, ...known, ...options], { stdio: "ignore" });
    started.push(server);
    const ports = await portsOf(folder, server);
    urls.push(ports.nats[0]!);
    if (ports.monitoring !== undefined) monitors.push(Number(new URL(ports.monitoring[0]!).port));
    if (routes.length === 0) routes = [ports.cluster![0]!];
  }
  return {
    urls,
    monitors,
    kill: (index) => void started[index]!.kill("SIGKILL"),
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map(ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Ports {
  readonly nats: readonly string[];
  readonly cluster?: readonly string[];
  readonly monitoring?: readonly string[];
}

/** It writes where it listens once it does. */
async function portsOf(folder: string, server: ChildProcess): Promise<Ports> {
  for (let tries = 0; tries < 600; tries++) {
    const file = readdirSync(folder).find((name) => name.endsWith(`_${server.pid}.ports`));
    if (file !== undefined) {
      try {
        return JSON.parse(readFileSync(join(folder, file), "utf8")) as Ports;
      } catch {} // it is being written
    }
    if (server.exitCode !== null) throw new Error(`nats-server ended with ${server.exitCode}`);
    await after(50);
  }
  throw new Error("nats-server does not listen");
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once("exit", () => resolve());
    if (server.exitCode !== null || server.signalCode !== null) resolve();
    else server.kill("SIGTERM");
  });
}
