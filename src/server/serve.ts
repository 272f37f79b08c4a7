// Serves a handler: the one entry point behind the library and the command line.
import { type HandlerSource, handlerSource } from "../handler/source.ts";
import { setLogFormat } from "../log/format.ts";
import { log, setLogLevel } from "../log/log.ts";
import { openProxies } from "../proxy/open.ts";
import { loadRuntime, runtime } from "../runtime/current.ts";
import type { Accepted } from "../runtime/runtime.ts";
import { startedAsWorker } from "../runtime/started_as_worker.ts";
import { requireSupportedVersion } from "../runtime/supported.ts";
import { openAdministration } from "./admin/administration.ts";
import { Admission } from "./connections/admission.ts";
import { descriptorBudget } from "./connections/descriptor_budget.ts";
import { listenAt } from "./connections/listen.ts";
import { checkAddresses, type Listening, listen, mayListenEarly } from "./connections/listeners.ts";
import { openTls } from "./connections/tls.ts";
import { ownPlace } from "./connections/ways.ts";
import { logEquipment } from "./equipment/log_equipment.ts";
import type { Member } from "./group/member.ts";
import { logBatches } from "./life/batch_lines.ts";
import { EarlyClients } from "./life/early_clients.ts";
import { logStartsAnew, logUnenforceable } from "./life/held_calls.ts";
import { logMemory } from "./life/log_memory.ts";
import { Reloads } from "./life/reloads.ts";
import { RunningServer } from "./life/running_server.ts";
import type { WatchedFiles } from "./life/watched_files.ts";
import type { ServeOptions, Server, Stopping } from "./options/options.ts";
import { settingsOf } from "./options/settings.ts";
import { planOf } from "./plan.ts";
import { type Program, StoppedError, unlessStopped } from "./program.ts";
import { Refusals } from "./refusals.ts";
import { UnknownFields } from "./unknown_fields.ts";
import { type Crew, type CrewEvents, type CrewParts, eventLoopOf, type Readiness } from "./workers/crew.ts";
import { InlineCrew } from "./workers/inline_crew.ts";
import { WorkerCrew } from "./workers/worker_crew.ts";

/**
 * Serves a module of plain functions to Thrift clients.
 *
 * Resolves once connections are accepted: every worker that has to be there before the first of them
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
  let plan = planOf(asked, runtime);
  let budget = descriptorBudget(asked, plan);
  const source: HandlerSource = {
    ...handlerSource(handler, options),
    ...(known && { file: known.file, service: known.service }),
    ...(options.status && { status: { since: Date.now() / 1000, options: { model: asked.model } } }),
  };
  logEquipment(asked, plan.runs);
  const watched = asked.watch ? await watchedFiles(source) : undefined;
  const tls = await openTls(asked.places);
  const proxies = await openProxies(asked.proxyProtocol);
  await checkAddresses(asked, program?.handed);
  const isEarly = mayListenEarly(asked.places, program?.handed);
  const administration = await openAdministration(options, program?.handed !== undefined);
  let member: Member | undefined;
  try {
    if (asked.nats !== undefined) member = await (await import("./group/member.ts")).openMember(asked.nats);
    await program?.becomesUser(asked.places, administration?.admin?.files ?? []);
  } catch (error) {
    member?.close();
    administration?.close();
    throw error;
  }
  const refusals = new Refusals();
  const admission = new Admission(asked.limits, refusals);
  const unknownFields = new UnknownFields();
  const events: CrewEvents = {
    refusals,
    unknownFields,
    addIdl: watched && ((paths) => watched.addIdl(paths)),
    left: (accepted) => {
      if (accepted.carried === undefined) admission.left(accepted);
    },
    nats: member?.add,
    lines: administration?.lines,
    calls: administration?.calls,
  };
  const isInline = plan.runs === "inline";
  const { elsewhere } = known ?? {};
  const crewParts = () => {
    const parts = { plan, settings: budget.settings, source, events, tls, proxies, program, elsewhere };
    return { ...parts, counting: administration?.counting };
  };
  const makeCrew = (): Crew => new (isInline ? InlineCrew : WorkerCrew)(crewParts());
  let crew = makeCrew();
  const before = process.memoryUsage.rss();
  if (isInline) await program?.mayBeHeld();
  else program?.hasTurns();
  let readiness: Readiness;
  let listening: Listening | undefined;
  const early = new EarlyClients(() => eventLoopOf(crewParts()), refusals, events.left);
  const accept = (accepted: Accepted) => {
    const admitted = admission.admit(accepted, plan.use === "process");
    if (admitted !== undefined) early.accept(admitted);
  };
  const listenNow = () => listen(budget.settings, plan.use, accept, (peer) => admission.lost(peer), program);
  try {
    admission.limit(budget.planned);
    if (isEarly) listening = await listenNow();
    readiness = await unlessStopped(crew.start(), stopped);
    const timed = readiness.timeouts === undefined ? plan : planOf(asked, runtime, true);
    if (timed.connections !== plan.connections || timed.runs !== plan.runs) {
      logStartsAnew(source.file);
      await unlessStopped(crew.drain(), stopped);
      plan = timed;
      budget = descriptorBudget(asked, plan);
      crew = makeCrew();
      if (plan.use === "here") listening?.openHere();
      readiness = await unlessStopped(crew.start(), stopped);
    }
    logUnenforceable(plan, readiness, asked.limits.callTimeout, source.file);
    if (readiness.rules !== undefined) logBatches(plan, readiness, asked);
    for (const warning of readiness.warnings) log.warn("{warning}", { warning });
    const open = listening === undefined ? 0 : listening.addresses.length + admission.here;
    admission.limit(budget.connections(crew.roomElsewhere, open));
    listening ??= await listenNow();
    early.let((accepted) => crew.accept(accepted));
  } catch (error) {
    listening?.close();
    early.destroy();
    await crew.kill();
    member?.close();
    administration?.close();
    throw error;
  }
  if (member !== undefined) {
    const parts = { plan, settings: asked, readiness, refusals, crew };
    listening = member.join(listening, parts);
  }
  void logMemory(crew.observed.workers, before);
  const reloads = new Reloads(crew, source.file, readiness.service, program, watched);
  const { settings } = budget;
  const openOwn = (path: string) => {
    const how = { use: plan.use, tls: false, lost: (peer: string) => admission.lost(peer) };
    return listenAt({ kind: "unix", path, backlog: 16 }, how, (accepted) => {
      accepted.place = ownPlace;
      accept(accepted);
    });
  };
  const parts = {
    settings,
    crew,
    listening,
    refusals,
    admission,
    administration,
    reloads,
    member,
    watched,
    program,
    openOwn,
  };
  const server = new RunningServer({ file: source.file, ...parts });
  administration?.admin?.serves(server);
  watched?.begin(() => server.reload());
  return server;
}

/** Loaded only where files are watched. @throws {OptionsError} when they cannot change. */
async function watchedFiles(source: HandlerSource): Promise<WatchedFiles> {
  const { WatchedFiles } = await import("./life/watched_files.ts");
  return new WatchedFiles(source);
}

/** Never resolves in a program that a server has started once more to be its worker. */
async function becomeWorker(): Promise<void> {
  const parent = await startedAsWorker();
  if (parent === undefined) return;
  (await import("./worker/worker.ts")).runWorker(parent);
  await new Promise(() => {});
}
