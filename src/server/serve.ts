// Serves a handler: the one entry point behind the library and the command line.
import { type HandlerSource, handlerSource } from "../handler/source.ts";
import { setLogFormat } from "../log/format.ts";
import { setLogLevel } from "../log/log.ts";
import { loadRuntime, runtime } from "../runtime/current.ts";
import { startedAsWorker } from "../runtime/started_as_worker.ts";
import { requireSupportedVersion } from "../runtime/supported.ts";
import { descriptorBudget } from "./connections/descriptor_budget.ts";
import { listenAt } from "./connections/listen.ts";
import { ownPlace } from "./connections/ways.ts";
import { logEquipment } from "./equipment/log_equipment.ts";
import { logMemory } from "./life/log_memory.ts";
import { closeParts, type Opened, openParts } from "./life/opened.ts";
import { Reloads } from "./life/reloads.ts";
import { RunningServer } from "./life/running_server.ts";
import { type Started, Starting } from "./life/starting.ts";
import type { ServeOptions, Server, Stopping } from "./options/options.ts";
import { settingsOf } from "./options/settings.ts";
import { planOf } from "./plan.ts";
import { type Program, StoppedError } from "./program.ts";
import type { CrewParts } from "./workers/crew.ts";

/**
 * Serves a module of plain functions to Thrift clients.
 *
 * Resolves once clients are answered: every worker that has to be there before the first of them
 * has loaded the module and run its `init`. In a bundle, whose program is started again for each worker, it
 * never resolves there.
 *
 * @param handler the module's path, relative to the working directory, or its URL.
 * @throws {OptionsError} when an option has a value that cannot be.
 * @throws {HandlerError} when the module cannot be imported or lacks methods of its service.
 * @throws {IdlError} when the service's IDL has errors.
 * @throws {InitError} when the module's `init` failed.
 * @throws {WorkerStartError} when a worker could not be started. Where calls run in workers, a HandlerError, IdlError or
 * InitError is its `cause`.
 * @throws {DescriptorsError} when the model needs more open files than the system allows.
 * @throws {NatsError} when no server of NATS answers, or the login is refused.
 * @throws {ListenError} when the address cannot be listened on.
 * @throws the reason of `signal` when that aborts before.
 *
 * @example
 * ```ts
 * import { serve } from "thriftserve";
 *
 * const server = await serve("examples/calculator/handler.ts", {
 *   model: "threadpool",
 *   port: 0,
 *   messageTimeout: 30, // seconds, like all times
 * });
 * console.log(server.address);
 * await server.close();
 * ```
 */
export async function serve(
  handler: string | URL,
  { signal, ...options }: ServeOptions & Stopping = {},
): Promise<Server> {
  if (signal === undefined) return await serveFor(undefined, handler, options);
  signal.throwIfAborted();
  const server = await serveFor(undefined, handler, options, undefined, signal).catch((error: unknown) => {
    throw error instanceof StoppedError ? signal.reason : error;
  });
  const close = () => void server.close().catch(() => {}); // `closed` tells
  signal.addEventListener("abort", close);
  void server.closed.finally(() => signal.removeEventListener("abort", close)).catch(() => {});
  if (!signal.aborted) return server;
  await server.close();
  throw signal.reason;
}

/**
 * The same, for a program that ends with its server.
 * @param known of the handler, by an executable that was built of it.
 * @param stopped aborts when the server is to end that has not started yet.
 * @throws {StoppedError} when that is to end before the server has started.
 */
export async function serveFor(
  program: Program | undefined,
  handler: string | URL,
  options: ServeOptions,
  known?: Pick<HandlerSource, "file" | "service"> & Pick<CrewParts, "elsewhere">,
  stopped = program?.stopped,
): Promise<RunningServer> {
  requireSupportedVersion();
  await loadRuntime();
  await becomeWorker();
  runtime.started();
  const asked = settingsOf(options);
  setLogLevel(asked.logLevel);
  setLogFormat(asked.logFormat);
  const plan = planOf(asked, runtime);
  const budget = descriptorBudget(asked, plan);
  const source: HandlerSource = {
    ...handlerSource(handler, options),
    ...(known && { file: known.file, service: known.service }),
    ...(options.status && { status: { since: Date.now() / 1000, options: { model: asked.model } } }),
  };
  logEquipment(asked, plan.runs);
  const opened = await openParts(program, source, options, asked);
  const before = process.memoryUsage.rss();
  try {
    const starting = new Starting(opened, asked, plan, budget, known?.elsewhere);
    const started = await starting.start(stopped);
    void logMemory(started.crew.observed.workers, before);
    return running(opened, starting, started);
  } catch (error) {
    closeParts(opened);
    throw error;
  }
}

/** The server that has started. */
function running(opened: Opened, starting: Starting, started: Started): RunningServer {
  const { source, program, administration, watched } = opened;
  const { refusals, admission } = starting;
  const { plan, crew, readiness } = started;
  const reloads = new Reloads(crew, source.file, readiness.service, program, watched);
  const openOwn = (path: string) => {
    const how = { use: plan.use, tls: false, lost: (peer: string) => admission.lost(peer) };
    return listenAt({ kind: "unix", path, backlog: 16 }, how, (accepted) => {
      accepted.place = ownPlace;
      starting.accept(accepted);
    });
  };
  const parts = { ...opened, ...started, refusals, admission, reloads, openOwn };
  const server = new RunningServer({ file: source.file, ...parts });
  administration?.admin?.serves(server);
  watched?.begin(() => server.reload());
  return server;
}

/** Never resolves in a program that a server has started once more to be its worker. */
async function becomeWorker(): Promise<void> {
  const parent = await startedAsWorker();
  if (parent === undefined) return;
  (await import("./worker/worker.ts")).runWorker(parent);
  await new Promise(() => {});
}
