// Starts servers as programs of their own, the way a user does, and ends them: with what they said, and with a
// look at what they left behind.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { leftOf, type ProcessId, processTree } from "./processes.ts";

/** The project's root folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Something that runs thriftserve: a runtime with the sources, or the compiled executable. */
export interface Host {
  readonly name: "bun" | "deno" | "node" | "executable";
  /** The program and its first arguments; thriftserve's own follow. */
  readonly command: readonly [string, ...string[]];
  /** Why it cannot run here. Under CI that is no excuse: the tests then run, and fail. */
  readonly missing?: string;
}

/** All four. The runtimes' own programs are named, not npm's wrappers, which would not pass signals on. */
export const hosts: readonly Host[] = [
  host("bun", "node_modules/bun/bin/bun.exe", "mod.ts"),
  host("deno", "node_modules/deno/deno", "run", "-A", "--quiet", "mod.ts"),
  host("node", "node_modules/node/bin/node", "mod.ts"),
  host("executable", "dist/thriftserve"),
];

function host(name: Host["name"], program: string, ...first: string[]): Host {
  const path = join(root, program);
  const missing = existsSync(path) || process.env.CI ? undefined : `${program} is not there`;
  const remedy = name === "executable" ? "npm run build" : "npm ci";
  return { name, command: [path, ...first], missing: missing && `${missing}: ${remedy}` };
}

/** A server under test. */
export interface RunningServer {
  /** `127.0.0.1:PORT`, the path of its Unix socket, or `@NAME` of an abstract one. */
  readonly address: string;
  readonly pid: number;
  /** What it has written to standard error so far. */
  stderr(): string;
  /** Sends SIGTERM; throws unless it then exits with status 0 and leaves no process behind. */
  close(): Promise<void>;
  /** Ends it and all its processes at once, if they are still there. For `after`: never throws. */
  kill(): void;
}

/** Seconds to wait for a server to accept or to end: far more than it needs, so that only a hang fails. */
const patience = 20;

/**
 * Starts thriftserve on a free port of 127.0.0.1, or on a Unix or abstract socket.
 *
 * @param host what runs it
 * @param options its command line: the handler and options, without the address
 * @param listen "tcp" (the default), "unix" or "abstract"
 * @returns the server, once it accepts connections
 * @throws {Error} with what it wrote to standard error, when it ends or does not accept in time
 */
export async function startServer(
  host: Host,
  options: readonly string[],
  listen: "tcp" | "unix" | "abstract" = "tcp",
): Promise<RunningServer> {
  return startProgram((folder) => {
    const socket = listen === "unix" ? join(folder, "socket") : `@${basename(folder)}`;
    const portFile = join(folder, "port");
    const address =
      listen === "tcp" ? ["--host", "127.0.0.1", "--port", "0", "--port-file", portFile] : ["--unix", socket];
    return {
      command: [...host.command, ...options, ...address] as [string, ...string[]],
      ...(listen === "tcp" ? { portFile } : { socket }),
    };
  });
}

/** How to start a program that listens, and how to tell that it does. */
export interface Program {
  readonly command: readonly [string, ...string[]];
  /** It writes its port to this file once it accepts. */
  readonly portFile?: string;
  /** Or it listens on this Unix socket: a path, or `@NAME` of an abstract one. */
  readonly socket?: string;
}

/**
 * Starts any program that listens.
 *
 * @param describe given a temporary folder, which is removed at the end and is the program's TMPDIR
 */
export async function startProgram(describe: (folder: string) => Program): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-"));
  const program = describe(folder);
  const [file, ...options] = program.command;
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...inherited } = process.env;
  const child = spawn(file, options, {
    cwd: root,
    detached: true, // a process group of its own: kill() reaches whatever it started
    env: { ...inherited, TMPDIR: folder, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (code, signal) =>
      resolve(code === null ? `was ended by ${signal}` : `exited with status ${code}`),
    );
  });

  endWithThisProcess(child);
  const kill = () => {
    killGroup(child);
    running.delete(child);
    if (running.size === 0) process.off("exit", killAll).off("SIGTERM", endNow).off("SIGINT", endNow);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const address = await accepting(program, ended);
    const close = async () => {
      const tree = processTree(child.pid!);
      child.kill("SIGTERM");
      const outcome = await within(ended, "the server to end after SIGTERM");
      assert.equal(outcome, "exited with status 0", `standard error:\n${said}`);
      await noneLeft(tree);
      kill();
    };
    return { address, pid: child.pid!, stderr: () => said, close, kill };
  } catch (error) {
    kill();
    throw new Error(`${program.command.join(" ")}\n${(error as Error).message}\nstandard error:\n${said}`);
  }
}

/** Waits until the program accepts connections. Returns its address. */
async function accepting(program: Program, ended: Promise<string>): Promise<string> {
  let over: string | undefined;
  ended.then((outcome) => {
    over = outcome;
  });
  for (const deadline = Date.now() + patience * 1000; Date.now() < deadline; await sleep(10)) {
    if (over !== undefined) throw new Error(`The server ${over} before it accepted connections`);
    if (program.portFile && existsSync(program.portFile)) {
      const port = readFileSync(program.portFile, "utf8").trim();
      if (port !== "") return `127.0.0.1:${port}`;
    }
    if (program.socket && (await connects(program.socket))) return program.socket;
  }
  throw new Error(`The server did not accept connections within ${patience} seconds`);
}

function connects(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path.replace(/^@/, "\0"), () => resolve(true));
    socket.on("connect", () => socket.destroy()).on("error", () => resolve(false));
  });
}

async function noneLeft(tree: readonly ProcessId[]): Promise<void> {
  const deadline = Date.now() + 5000; // children may need a moment to see that their parent is gone
  while (leftOf(tree).length > 0 && Date.now() < deadline) await sleep(10);
  assert.deepEqual(leftOf(tree), [], "processes are left after the server ended");
}

async function within(promise: Promise<string>, what: string): Promise<string> {
  const timer = new AbortController();
  const late = sleep(patience * 1000, undefined, { signal: timer.signal }).then(() => `no end of ${what}`);
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
    late.catch(() => {}); // aborted, as it should be
  }
}

/** What is to end when the tests are interrupted: groups of their own would outlive them. */
const running = new Set<ChildProcess>();

function endWithThisProcess(child: ChildProcess): void {
  if (running.size === 0) process.on("exit", killAll).on("SIGTERM", endNow).on("SIGINT", endNow);
  running.add(child);
}

function endNow(): never {
  process.exit(1); // and `exit` ends what runs
}

function killAll(): void {
  for (const child of running) killGroup(child);
}

function killGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, "SIGKILL");
  } catch {
    // nothing of the group is left
  }
}
