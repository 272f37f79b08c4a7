// Runs the real command line on the runtime that the test itself runs on, and ends what it started.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, connect } from "../../src/client/client.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import type { ModelName } from "../../src/server/models.ts";
import { leftOf, type ProcessId, processTree } from "../interop/processes.ts";
import { until } from "../server/serving.ts";

/** The project's root folder, which all command lines are run in. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** How the command line begins on this runtime; thriftserve's own arguments follow. */
export const commandLine: readonly string[] =
  "deno" in process.versions
    ? [process.execPath, "run", "-A", "--quiet", "mod.ts"]
    : [process.execPath, "mod.ts"];

/** The handler of probe.thrift; that of background.thrift. */
export const probeHandler = "tests/server/probe.ts";
export const backgroundHandler = "tests/cli/handlers/background.ts";
export const background = resolveService(loadIdl(new URL("./handlers/background.thrift", import.meta.url)));

/** What keeps the workers of a test few, as arguments. */
export function modelArguments(model: ModelName): string[] {
  const workers = { simple: [], threaded: ["--spares", "1"], forking: ["--spares", "1"] }[model as string];
  return ["--model", model, ...(workers ?? ["--workers", "2"])];
}

/** How a program ended. */
export interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line to its end. @throws when it does not end within 20 seconds. */
export async function run(...args: string[]): Promise<Ended> {
  return await runWith({}, ...args);
}

/** The same with more in the environment. */
export async function runWith(env: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended> {
  const program = new Program([...commandLine, ...args], { env: { ...inherited(), ...env } });
  try {
    return await program.ended();
  } finally {
    program.kill();
  }
}

/** A program of ours, in a process group of its own that its descendants belong to. */
export class Program {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;
  #over: Ended | undefined;
  #stdout = "";
  #stderr = "";

  constructor(
    [file = "", ...args]: readonly string[],
    { env = inherited(), cwd = root }: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
  ) {
    const child = spawn(file, args, { cwd, detached: true, env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    this.pid = child.pid ?? 0;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
    });
    this.#ended = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (status, signal) => {
        this.#over = { status, signal, stdout: this.#stdout, stderr: this.#stderr };
        resolve(this.#over);
      });
    });
    this.#ended.catch(() => {}); // whoever waits for it is told
  }

  get stderr(): string {
    return this.#stderr;
  }

  get over(): Ended | undefined {
    return this.#over;
  }

  /** Resolves when it has ended, and nobody holds its output open any more. */
  async ended(seconds = 20): Promise<Ended> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error(`did not end within ${seconds} s; it said:\n${this.#stderr}`)),
      seconds * 1000,
    );
    try {
      return await Promise.race([this.#ended, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Signals the whole group, as a terminal does with Ctrl-C. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal);
  }

  /** It and the processes it has started. */
  tree(): ProcessId[] {
    return processTree(this.pid);
  }

  /** The processes it has started that still run. */
  children(): ProcessId[] {
    return leftOf(this.tree()).filter(({ pid }) => pid !== this.pid);
  }

  /** Ends it and its descendants at once, if any of them is left. */
  kill(): void {
    try {
      process.kill(-this.pid, "SIGKILL");
    } catch {
      // nothing of the group is left
    }
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }
}

/** A server that was started by the command line. */
export class ServerProgram extends Program implements AsyncDisposable {
  readonly folder: string;
  port = 0;
  readonly #clients: Client[] = [];

  constructor(args: readonly string[], folder: string, command: readonly string[], options?: Surroundings) {
    super([...command, ...args], options);
    this.folder = folder;
  }

  /** A client of the probe, or of the background service. */
  async connect(service = background, host?: string): Promise<Client> {
    const client = await connect(service, { port: this.port, host });
    this.#clients.push(client);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/**
 * Starts a server on a free port and resolves once it accepts.
 * `await using server = await start(...)` ends it whatever happens.
 */
export async function start(handler: string, ...args: string[]): Promise<ServerProgram> {
  return await startWith(commandLine, [handler, ...args]);
}

/** As {@link start}, by another command. */
export async function startWith(
  command: readonly string[],
  args: readonly string[],
  surroundings?: Surroundings,
): Promise<ServerProgram> {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-cli-"));
  const portFile = join(folder, "port");
  const listen = args.includes("--port") ? [] : ["--port", "0"];
  const server = new ServerProgram(
    [...args, ...listen, "--port-file", portFile],
    folder,
    command,
    surroundings,
  );
  try {
    await until(() => server.over !== undefined || existsSync(portFile), "the server accepts", 20);
    if (server.over !== undefined) throw new Error(`ended with ${server.over.status}: ${server.over.stderr}`);
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  server.port = Number(readFileSync(portFile, "utf8"));
  return server;
}

/** Resolves when none of the processes runs any more. */
export async function allGone(tree: readonly ProcessId[], seconds = 5): Promise<void> {
  await until(() => leftOf(tree).length === 0, `all of ${JSON.stringify(tree)} are gone`, seconds);
}

/** Of the environment, what does not make a runtime think that it runs a test. */
export function inherited(): NodeJS.ProcessEnv {
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...rest } = process.env;
  return { ...rest, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
}
