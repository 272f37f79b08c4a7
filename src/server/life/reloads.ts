// Reloads a server's handler and IDL: the outcome of each, in the log and for whoever asked for it.
import type { Change } from "../../compatibility/change.ts";
import { log } from "../../log/log.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { textOf } from "../../words/thrown.ts";
import { ReloadError, type Reloaded } from "../options/reload_outcome.ts";
import type { Program } from "../program.ts";
import type { Crew, Readiness } from "../workers/crew.ts";
import type { WatchedFiles } from "./watched_files.ts";

/** The reloads of a server. They are made one after the other. */
export class Reloads {
  readonly #crew: Crew;
  /** The handler, as messages name it. */
  readonly #file: string;
  readonly #program: Pick<Program, "changed"> | undefined;
  readonly #watched: Pick<WatchedFiles, "reads" | "hasRead"> | undefined;
  #service: ResolvedService;
  #read = Date.now();
  /** Those that have not begun, by whether they are forced: what is asked for meanwhile is the same. */
  readonly #waiting = new Map<boolean, Promise<Reloaded>>();
  #last: Promise<unknown> = Promise.resolve();

  /** @param program is told when it reloads. @param watched is told when files are read. */
  constructor(
    crew: Crew,
    file: string,
    service: ResolvedService,
    program: Pick<Program, "changed"> | undefined,
    watched?: Pick<WatchedFiles, "reads" | "hasRead">,
  ) {
    this.#crew = crew;
    this.#file = file;
    this.#program = program;
    this.#watched = watched;
    this.#service = service;
  }

  /** The service that is served. */
  get service(): ResolvedService {
    return this.#service;
  }

  /** The time when it was read, in milliseconds since 1970. */
  get read(): number {
    return this.#read;
  }

  /** See {@link Server.reload}. @throws {ReloadError} */
  reload(force: boolean): Promise<Reloaded> {
    const waiting = this.#waiting.get(force);
    if (waiting !== undefined) return waiting;
    const reloaded = this.#last.then(() => {
      this.#waiting.delete(force);
      this.#program?.changed("reloading");
      return this.#reload(force).finally(() => this.#program?.changed("serving"));
    });
    this.#waiting.set(force, reloaded);
    this.#last = reloaded.catch(() => {});
    return reloaded;
  }

  /** See {@link Server.resize}. @throws {ReloadError} */
  async resize(workers: number): Promise<void> {
    const before = this.#crew.workers;
    try {
      await this.#crew.resize(workers);
    } catch (error) {
      const message = `the server goes on with ${before} workers: ${textOf(error)}`;
      log.error("{message}", { message });
      throw new ReloadError(message, [], { cause: error });
    }
    log.info("there are {workers} workers now, after {before}", { workers, before });
    this.#program?.changed("serving");
  }

  async #reload(force: boolean): Promise<Reloaded> {
    let changes: readonly Change[] = [];
    const approve = async ({ service }: Readiness) => {
      changes = await breakingChanges(this.#service, service);
      if (changes.length === 0 || force) return;
      throw new ReloadError(`its IDL would break clients:${listOf(changes)}`, changes);
    };
    let readiness: Readiness;
    this.#watched?.reads();
    try {
      readiness = await this.#crew.renew(approve);
    } catch (error) {
      this.#watched?.hasRead(false);
      throw this.#failed(error);
    }
    this.#watched?.hasRead(true);
    const { service, warnings } = readiness;
    this.#service = service;
    this.#read = Date.now();
    for (const warning of warnings) log.warn("{warning}", { warning });
    const file = this.#file;
    if (changes.length === 0) log.info("reloaded {file}", { file });
    else log.warn("reloaded {file}, which breaks clients:{changes}", { file, changes: listOf(changes) });
    return { service: service.name, warnings, changes };
  }

  #failed(error: unknown): ReloadError {
    const refused = error instanceof ReloadError ? error : undefined;
    const message = `${this.#file} is not reloaded, the earlier one serves on: ${refused?.message ?? textOf(error)}`;
    log.error("{message}", { message });
    return new ReloadError(message, refused?.changes, refused ? undefined : { cause: causeOf(error) });
  }
}

/** The handler's own error, where a worker has told it. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.name === "WorkerStartError" ? (error.cause ?? error) : error;
}

/** Compared only where something has changed: comparing has to be loaded first. */
async function breakingChanges(older: ResolvedService, newer: ResolvedService): Promise<readonly Change[]> {
  if (JSON.stringify(older) === JSON.stringify(newer)) return [];
  return (await import("../../compatibility/served.ts")).compareServed(older, newer);
}

function listOf(changes: readonly Change[]): string {
  return changes.map(({ message }) => `\n  ${message}`).join("");
}
