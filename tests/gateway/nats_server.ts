// Starts nats-server on loopback, and ends it with its test.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../fixtures/serving.ts";
import { natsProgram, whyNoNats } from "../nats/nats_servers.ts";

/** The reason to skip tests, or false. */
export const withoutNats: string | false = whyNoNats() ?? false;

/** A server of NATS. */
export class NatsServer implements AsyncDisposable {
  readonly #args: readonly string[];
  readonly #folder = mkdtempSync(join(tmpdir(), "thriftserve-nats-"));
  #child: ChildProcess | undefined;
  port = 0;

  constructor(args: readonly string[]) {
    this.#args = args;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Starts it, on the port that it had before. */
  async start(): Promise<this> {
    const port = this.port === 0 ? "-1" : String(this.port);
    const all = ["-a", "127.0.0.1", "-p", port, "--ports_file_dir", this.#folder, ...this.#args];
    const child = spawn(natsProgram, all, { stdio: "ignore" });
    this.#child = child;
    child.on("error", () => {});
    const file = join(this.#folder, `nats-server_${child.pid}.ports`);
    await until(() => child.exitCode !== null || portIn(file) > 0, "nats-server listens");
    this.port = portIn(file);
    return this;
  }

  /** Kills it. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
    for (const name of readdirSync(this.#folder)) rmSync(join(this.#folder, name), { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** @returns 0 until it is written. */
function portIn(file: string): number {
  try {
    const { nats } = JSON.parse(readFileSync(file, "utf8")) as { readonly nats: readonly string[] };
    return Number(new URL(nats[0]!).port);
  } catch {
    return 0;
  }
}

/** Starts one. @param args of its command line. */
export async function startNats(...args: string[]): Promise<NatsServer> {
  return await new NatsServer(args).start();
}
