// Serves until a signal comes.

import { renameSync, rmSync, writeFileSync } from "node:fs";
import { keepPrintingFromWaiting } from "../log/console.ts";
import { log, logWritten, openLog } from "../log/log.ts";
import { OptionsError } from "../options/error.ts";
import { runtime } from "../runtime/current.ts";
import { shownAddress } from "../server/listening.ts";
import { models } from "../server/models.ts";
import type { ServeOptions, Server } from "../server/options.ts";
import { serve } from "../server/serve.ts";
import { WorkerStartError } from "../server/worker_handle.ts";
import { activatedDescriptor } from "./activation.ts";
import { fail, say } from "./say.ts";

/** The options of the command line: those of {@link serve} and what only a program can be told. */
export interface ServeCommand extends ServeOptions {
  /** A file that gets the port's number once the server accepts. */
  portFile?: string;
}

/** Serves until SIGTERM or SIGINT, and ends this process. */
export async function serveCommand(handler: string, { portFile, ...options }: ServeCommand): Promise<never> {
  if (portFile !== undefined && options.unix !== undefined) {
    fail(2, "--port-file is for TCP; the server is to listen on a Unix socket");
  }
  keepPrintingFromWaiting(false); // a handler may run here
  // Where calls run in this process a handler may end it before anything is served.
  const ended = (code: number) =>
    say(`the process ended while it imported ${handler} or ran its init: exit code ${code}`);
  process.once("exit", ended);
  let server: Server;
  try {
    options.listenFd ??= activatedDescriptor(options);
    server = await serve(handler, options);
    process.off("exit", ended);
  } catch (error) {
    process.off("exit", ended);
    report(error);
  }
  const stopped = stoppedBySignal(server); // before anybody can know that there is something to stop
  keepServing();
  await openLog(); // no record is lost then because this process ends
  if (portFile !== undefined && "port" in server.address) {
    try {
      writePort(portFile, server.address.port);
    } catch (error) {
      await server.close();
      fail(1, `cannot write the port file ${portFile}: ${(error as Error).message}`);
    }
  }
  say(announcement(server, options));
  await stopped;
  if (portFile !== undefined) rmSync(portFile, { force: true });
  await logWritten();
  // A handler's timers and sockets do not keep a server alive that has been stopped.
  process.exit(0);
}

/** Says what is wrong, in as few words as it takes. */
function report(error: unknown): never {
  if (!(error instanceof Error)) fail(1, String(error));
  const usersOwn = usersErrors.has(error instanceof WorkerStartError ? error.reason : error.name);
  fail(usersOwn ? 2 : 1, error instanceof OptionsError ? error.asOption() : error.message);
}

const usersErrors: ReadonlySet<string> = new Set(["OptionsError", "HandlerError", "IdlError"]);

/** Whoever waits for the file finds the whole number in it, never an empty file. */
function writePort(path: string, port: number): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, `${port}\n`);
  renameSync(unfinished, path);
}

function announcement(
  { service, address, model, workers }: Server,
  { listenFd, tlsCert }: ServeOptions,
): string {
  const inherited = listenFd !== undefined && !("descriptor" in address);
  const where = `${shownAddress(address)}${inherited ? ` (descriptor ${listenFd})` : ""}${tlsCert ? " with TLS" : ""}`;
  const { runs } = models[model];
  const kind = runs === "process" ? "process" : "thread";
  const plural = kind === "process" ? "processes" : "threads";
  const how =
    workers === 0 ? "calls run on its event loop" : `${workers} worker ${workers === 1 ? kind : plural}`;
  return `${service} on ${where}, model ${model}, ${how} (${runtime.name} ${runtime.version})`;
}

/** Resolves when a signal has stopped the server; a second one does not wait for calls at work. */
function stoppedBySignal(server: Server): Promise<void> {
  let again = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (again) process.exit(1);
      again = true;
      void server.close();
    });
  }
  return server.closed;
}

/** What a handler's own background work throws is the handler's trouble: its clients are served on. */
function keepServing(): void {
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => {
      const thrown = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log.error("outside of a call: {thrown}", { thrown });
    });
  }
}
