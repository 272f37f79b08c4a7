// Serves a handler: the one entry point behind the library and the command line.
import { type HandlerSource, handlerSource } from "../handler/source.ts";
import { setLogFormat } from "../log/format.ts";
import { log, setLogLevel } from "../log/log.ts";
import { loadRuntime, runtime } from "../runtime/current.ts";
import type { Accepted } from "../runtime/runtime.ts";
import { startedAsWorker } from "../runtime/started_as_worker.ts";
import { requireSupportedVersion } from "../runtime/supported.ts";
import { type Administration, openAdministration } from "./admin/administration.ts";
import { Admission } from "./connections/admission.ts";
import { descriptorBudget } from "./connections/descriptor_budget.ts";
import { checkAddress, type Listening, listen, shownAddress } from "./connections/listen.ts";
import { openTls } from "./connections/tls.ts";
import type { Observed } from "./counting/observed.ts";
import type { ServerStatus } from "./counting/status.ts";
import { adminAddressText } from "./options/admin_address.ts";
import type { ServeOptions, Server } from "./options/options.ts";
import type { Reloaded } from "./options/reload_outcome.ts";
import { type Settings, settingsOf } from "./options/settings.ts";
import { planOf } from "./plan.ts";
import { type Program, unlessStopped } from "./program.ts";
import { Refusals } from "./refusals.ts";
import { Reloads } from "./reload/reloads.ts";
import { UnknownFields } from "./unknown_fields.ts";
import { settlesWithin } from "./within.ts";
import type { Crew, CrewEvents, Phase, Readiness } from "./workers/crew.ts";
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
 * @throws {ListenError} when the address cannot be listened on.
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
export async function serve(handler: string | URL, options: ServeOptions = {}): Promise<Server> {
  return await serveFor(undefined, handler, options);
}

/**
 * The same, for a program that ends with its server.
 * @param known of the handler, by an executable that was built of it.
 * @throws {StoppedError} when that is to end before the server has started.
 */
export async function serveFor(
  program: Program | undefined,
  handler: string | URL,
  options: ServeOptions,
  known?: Pick<HandlerSource, "file" | "service">,
): Promise<Server> {
  requireSupportedVersion();
  await loadRuntime();
  await becomeWorker();
  runtime.started();
  const asked = settingsOf(options);
  setLogLevel(asked.logLevel);
  setLogFormat(asked.logFormat);
  const plan = planOf(asked, runtime.handsToThreads);
  const budget = descriptorBudget(asked, plan);
  const { settings } = budget;
  const source: HandlerSource = {
    ...handlerSource(handler, options),
    ...(known && { file: known.file, service: known.service }),
  };
  const tls = await openTls(settings.tls);
  await checkAddress(settings);
  const administration = await openAdministration(options);
  const refusals = new Refusals();
  const admission = new Admission(settings.limits, refusals);
  const unknownFields = new UnknownFields();
  const events: CrewEvents = { refusals, unknownFields, left: (accepted) => admission.left(accepted) };
  const isInline = plan.runs === "inline";
  const crew: Crew = new (isInline ? InlineCrew : WorkerCrew)({
    plan,
    settings,
    source,
    events,
    tls,
    program,
    counting: administration?.counting,
  });
  if (isInline) await program?.mayBeHeld();
  else program?.hasTurns();
  let readiness: Readiness;
  let listening: Listening;
  try {
    readiness = await unlessStopped(crew.start(), program);
    for (const warning of readiness.warnings) log.warn("{warning}", { warning });
    admission.limit(budget.connections(crew.roomElsewhere));
    const isHanded = plan.use === "process";
    const accept = (accepted: Accepted) => {
      const admitted = admission.admit(accepted, isHanded);
      if (admitted !== undefined) crew.accept(admitted);
    };
    listening = await listen(settings, plan.use, accept, (peer) => admission.lost(peer));
  } catch (error) {
    await crew.kill();
    administration?.close();
    throw error;
  }
  const reloads = new Reloads(crew, source.file, readiness.service);
  const parts = { settings, crew, listening, refusals, admission, administration, reloads };
  const server = new RunningServer(source.file, parts);
  administration?.admin.serves(server);
  return server;
}

/** The parts of a running server. */
interface ServerParts {
  readonly settings: Settings;
  readonly crew: Crew;
  readonly listening: Listening;
  readonly refusals: Refusals;
  readonly admission: Admission;
  readonly reloads: Reloads;
  readonly administration: Administration | undefined;
}

/** Never resolves in a program that a server has started once more to be its worker. */
async function becomeWorker(): Promise<void> {
  const parent = await startedAsWorker();
  if (parent === undefined) return;
  (await import("./worker/worker.ts")).runWorker(parent);
  await new Promise(() => {});
}

class RunningServer implements Server {
  readonly address: Server["address"];
  readonly model: Server["model"];
  readonly closed: Promise<void>;
  /** The handler, as messages name it. */
  readonly #file: string;
  readonly #parts: ServerParts;
  readonly #started = Date.now();
  readonly #ended = Promise.withResolvers<void>();
  #closing = false;

  constructor(file: string, parts: ServerParts) {
    this.#file = file;
    this.#parts = parts;
    this.address = parts.listening.address;
    this.model = parts.settings.model;
    this.closed = this.#ended.promise;
  }

  get refusals(): Server["refusals"] {
    return this.#parts.refusals.counts;
  }

  get service(): string {
    return this.#parts.reloads.service.name;
  }

  get workers(): number {
    return this.#parts.crew.workers;
  }

  reload({ force = false }: { readonly force?: boolean } = {}): Promise<Reloaded> {
    return this.#parts.reloads.reload(force);
  }

  resize(workers: number): Promise<void> {
    return this.#parts.reloads.resize(workers);
  }

  get adminAddress(): string | undefined {
    const { administration } = this.#parts;
    return administration && adminAddressText(administration.admin.address);
  }

  async status(): Promise<ServerStatus> {
    const { statusOf } = await import("./counting/status.ts");
    return statusOf(this.observe());
  }

  observe(): Observed {
    const { crew, admission, refusals, administration } = this.#parts;
    const { open, total } = admission;
    return {
      ...crew.observed,
      service: this.service,
      model: this.model,
      address: shownAddress(this.address),
      started: this.#started,
      closing: this.#closing,
      connections: { open, total },
      refusals: refusals.counts,
      lag: administration?.counting.lag,
      sums: administration?.counting.sums(),
    };
  }

  close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.#close().then(this.#ended.resolve, this.#ended.reject);
    }
    return this.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const { settings, crew, listening, refusals, administration } = this.#parts;
    const seconds = settings.shutdownTimeout;
    crew.expectEnd?.();
    const drained = listening.stop().then(() => crew.drain());
    if (!(await settlesWithin(drained, seconds * 1000))) {
      for (const phase of crew.unfinished) log.warn(overdue[phase], { seconds, file: this.#file });
      await crew.kill();
    }
    refusals.flush();
    listening.remove();
    administration?.close();
  }
}

/** The words for what did not end in time. */
const overdue: Readonly<Record<Phase, string>> = {
  init: "init of {file} had not ended after {seconds} s",
  calls: "calls were still at work after {seconds} s: they are dropped",
  close: "close of {file} did not end within {seconds} s",
};
