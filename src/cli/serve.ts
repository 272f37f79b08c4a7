// Serves until a signal comes.
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { getLogger } from "@logtape/logtape";
import { runtime } from "../runtime/current.ts";
import { models } from "../server/models.ts";
import type { ServeOptions, Server } from "../server/options.ts";
import { serve } from "../server/serve.ts";
import { OptionsError } from "../server/settings.ts";
import { WorkerStartError } from "../server/worker_handle.ts";

/** The options of the command line: those of {@link serve} and what only a program can be told. */
export interface ServeCommand extends ServeOptions {
  /** A file that gets the port's number once the server accepts. */
  portFile?: string;
}

/** Serves until SIGTERM or SIGINT. @returns the exit status. */
export async function serveCommand(handler: string, { portFile, ...options }: ServeCommand): Promise<number> {
  let server: Server;
  try {
    server = await serve(handler, options);
  } catch (error) {
    return report(error);
  }
  keepServing();
  if (portFile !== undefined && "port" in server.address) writePort(portFile, server.address.port);
  process.stderr.write(`${announcement(server)}\n`);
  await stopped(server);
  if (portFile !== undefined) rmSync(portFile, { force: true });
  // A handler's timers and sockets do not keep a server alive that has been stopped.
  process.exit(0);
}

/** Says what is wrong, in as few words as it takes. */
function report(error: unknown): number {
  if (!(error instanceof Error)) throw error;
  const usersOwn = usersErrors.has(error instanceof WorkerStartError ? error.reason : error.name);
  const message = error instanceof OptionsError ? error.asOption() : error.message;
  process.stderr.write(`thriftserve: ${message}\n`);
  return usersOwn ? 2 : 1;
}

const usersErrors: ReadonlySet<string> = new Set(["OptionsError", "HandlerError", "IdlError"]);

/** Whoever waits for the file finds the whole number in it, never an empty file. */
function writePort(path: string, port: number): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, `${port}\n`);
  renameSync(unfinished, path);
}

function announcement({ service, address, model, workers }: Server): string {
  const where = "port" in address ? `${address.host}:${address.port}` : address.path;
  const { runs } = models[model];
  const kind = runs === "process" ? "process" : "thread";
  const plural = kind === "process" ? "processes" : "threads";
  const how =
    workers === 0 ? "calls run on its event loop" : `${workers} worker ${workers === 1 ? kind : plural}`;
  return `thriftserve: ${service} on ${where}, model ${model}, ${how} (${runtime.name} ${runtime.version})`;
}

/** Resolves when a signal has stopped the server; a second one does not wait for calls at work. */
async function stopped(server: Server): Promise<void> {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    let again = false;
    process.on(signal, () => {
      if (again) process.exit(1);
      again = true;
      void server.close();
    });
  }
  await server.closed;
}

/** What a handler's own background work throws is the handler's trouble: its clients are served on. */
function keepServing(): void {
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => {
      const thrown = error instanceof Error ? (error.stack ?? error.message) : String(error);
      getLogger(["thriftserve"]).error("outside of a call: {thrown}", { thrown });
    });
  }
}
