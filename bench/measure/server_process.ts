// A server that is measured: starts it on a free port, waits until it answers a call, and stops it by its own pid.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Dialect } from "../plan/dialects.ts";
import { firstCall } from "../plan/requests.ts";
import { commandOf, nameOf, root, type ServerSpec } from "../plan/servers.ts";
import { answers, freePort, killGroup } from "./ports.ts";

/** Milliseconds until a server has to answer. */
const startTimeout = 30_000;
/** Milliseconds until a server has to end when it is asked to. */
const stopTimeout = 5000;

/** A server that answers. */
export interface RunningServer {
  readonly spec: ServerSpec;
  readonly port: number;
  readonly pid: number;
  /** Milliseconds from its start until it had answered a call. */
  readonly startedIn: number;
  /** Why it does not run any more. Undefined: it runs. */
  readonly ended: () => string | undefined;
  /** Ends it and what it has started. */
  stop(): Promise<void>;
}

/** Those that run: they end with the benchmark, however that ends. */
const running = new Set<number>();
const endThem = (): void => running.forEach(killGroup);

/**
 * Starts a server and waits until it answers.
 *
 * @param pause milliseconds between two attempts to connect. Default 10.
 * @throws {Error} when it ends or does not answer in time; the message has what it said.
 */
export async function startServer(spec: ServerSpec, dialect: Dialect, pause = 10): Promise<RunningServer> {
  const port = await freePort();
  const [program, ...options] = commandOf(spec, dialect, port) as [string, ...string[]];
  const began = performance.now();
  // Its own process group: what it starts is stopped with it.
  const child = spawn(program, options, { cwd: root, detached: true, stdio: ["ignore", "ignore", "pipe"] });
  const ended = watch(child);
  if (child.pid !== undefined) running.add(child.pid);
  if (!process.listeners("exit").includes(endThem)) process.on("exit", endThem);
  const server: RunningServer = {
    spec,
    port,
    pid: child.pid ?? 0,
    startedIn: 0,
    ended,
    stop: () => stop(child),
  };
  const call = firstCall(dialect);
  while (!(await answers(port, call, dialect === "tls"))) {
    const late = performance.now() - began > startTimeout;
    const why = late ? `did not answer within ${startTimeout / 1000} s` : ended();
    if (why !== undefined) {
      await server.stop();
      throw new Error(`${nameOf(spec)} ${why}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return { ...server, startedIn: performance.now() - began };
}

/** @returns a function that tells why the process has ended, with the last it said. */
function watch(child: ChildProcess): () => string | undefined {
  let said = "";
  let why: string | undefined;
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-500);
  });
  child.on("error", (error) => {
    why = `cannot be started: ${error.message}`;
  });
  child.on("exit", (code, signal) => {
    why = `ended with ${code ?? signal}: ${said.trim().split("\n").slice(-3).join(" / ")}`;
  });
  return () => why;
}

async function stop(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    const timer = setTimeout(() => killGroup(pid), stopTimeout);
    await gone;
    clearTimeout(timer);
  }
  killGroup(pid);
  running.delete(pid);
}
