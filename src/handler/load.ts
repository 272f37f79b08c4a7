// Loads a user's module and the service it serves. What reads the IDL is imported only when it is needed:
// a forked process is told the service, and has a few milliseconds to start in.
import { importModule, type ModuleExports } from "../runtime/imports/modules.ts";
import type { ResolvedService } from "../schema/service.ts";
import { type CheckedHandler, checkHandler } from "./check.ts";
import type { FunctionsModule } from "./exports/by_function.ts";
import { HandlerError } from "./handler.ts";
import { type ListedService, listedServices } from "./listed_services.ts";
import { isNpmService, type NpmService } from "./npm/service.ts";
import type { HandlerSource } from "./source.ts";
import type { StatusState } from "./status/state.ts";

/** A handler ready to be served. */
export interface LoadedHandler extends CheckedHandler {
  readonly service: ResolvedService;
  /** Where the service Status is served too: it has to be told. */
  readonly status?: StatusState;
}

/** What is known of a handler, and who is told of its files. */
export interface Given {
  readonly exports?: ModuleExports | undefined;
  readonly again?: boolean;
  readonly onFile?: (path: string) => void;
}

/**
 * Imports a handler module, reads its IDL and checks one against the other.
 *
 * @param given the exports of the module, where the program has them already, or `again`, where it was imported before and
 * its files may have changed; and `onFile`, which is told of every path where IDL is looked for, whether there is a file
 * or not.
 * @throws {HandlerError} when the module cannot be imported or does not fit its service.
 * @throws {IdlError} when the IDL has errors.
 */
export async function loadHandler(source: HandlerSource, given: Given = {}): Promise<LoadedHandler> {
  const { status } = source;
  if (status === undefined) return await loadOwn(source, given);
  const { loadBesideStatus } = await import("./status/load.ts");
  return await loadBesideStatus({ ...source, status }, (own) => loadOwn(own, given));
}

async function loadOwn(source: HandlerSource, given: Given): Promise<LoadedHandler> {
  const { onFile } = given;
  const module = given.exports ?? (await importHandler(source, given.again ?? false));
  if (source.idl === undefined && isNpmService(module.service)) {
    return await loadNpm(module, module.service, source);
  }
  const listed = listedServices(module, source.file);
  const read = source.service === undefined ? await readService(module, source, listed, onFile) : undefined;
  const service = source.service ?? read!.service;
  const plain = checkHandler(module, service, source.file, listed);
  const checked = await withExports(plain, module, { service, file: source.file, listed });
  if (read === undefined) return { service, ...checked };
  const shown = await withShownExamples(module, service, source.file, listed);
  const { doubtfulParameters } = await import("./parameters.ts");
  const { rules } = checked.handler;
  const doubts = doubtfulParameters({ ...plain.handler, rules }, service, source.file);
  return { service: shown, ...checked, warnings: [...read.warnings, ...checked.warnings, ...doubts] };
}

/** A handler that was written for the npm package `thrift`, with the service that was generated for it. */
async function loadNpm(
  module: Readonly<Record<string, unknown>>,
  generated: NpmService,
  source: HandlerSource,
): Promise<LoadedHandler> {
  const { url, file } = source;
  const described =
    source.service === undefined
      ? (await import("./npm/probe.ts")).describeNpmService(generated, url, file)
      : { service: source.service, warnings: [] };
  const { service } = described;
  const { npmHandler } = await import("./npm/methods.ts");
  if (module.batch !== undefined)
    throw new HandlerError(
      `${file} exports batch: methods of the npm package thrift take one call at a time`,
    );
  const checked = checkHandler(module, service, file);
  const { handler, warnings } = await withExports(checked, module, { service, file });
  return {
    service: source.service ?? (await withShownExamples(module, service, file)),
    handler: npmHandler(generated, handler, service, url, file),
    warnings: [...described.warnings, ...warnings],
  };
}

/** Adds what the handler's modules export beside their methods, `timeouts`, `warmup`, `share` and `batch`: few do. @throws {HandlerError} */
async function withExports(
  checked: CheckedHandler,
  module: ModuleExports,
  {
    service,
    file,
    listed = [],
  }: {
    readonly service: ResolvedService;
    readonly file: string;
    readonly listed?: readonly ListedService[] | undefined;
  },
): Promise<CheckedHandler> {
  const modules = modulesOf(module, file, listed);
  const exporting = (name: string) => modules.filter((one) => one.module[name] !== undefined);
  const timed = exporting("timeouts");
  const warmed = exporting("warmup");
  const timeouts = timed.length > 0 && (await import("./exports/timeouts.ts")).timeoutsOf(timed, service);
  const warmups = warmed.length > 0 && (await import("./warming/warmups.ts")).warmupsOf(warmed, service);
  const sharing = exporting("share");
  const share = sharing.length > 0 && (await import("./warming/share.ts")).shareOf(sharing, module);
  const more = { ...(timeouts && { timeouts }), ...(warmups && { warmups }), ...(share && { share }) };
  const handler = { ...checked.handler, ...more };
  if (exporting("batch").length > 0) {
    const { withBatches } = await import("./exports/batch.ts");
    return { ...checked, handler: withBatches(handler, modules, service) };
  }
  return { ...checked, handler };
}

/** Adds what is only for people to see, where modules export it. @throws {HandlerError} */
async function withShownExamples(
  module: ModuleExports,
  service: ResolvedService,
  file: string,
  listed: readonly ListedService[] = [],
): Promise<ResolvedService> {
  const isMethod = service.functions.some(({ name }) => name === "examples"); // of a module of CommonJS
  const modules = modulesOf(module, file, listed).filter(
    ({ module: { examples } }) => examples !== undefined && !(isMethod && typeof examples === "function"),
  );
  if (modules.length === 0) return service;
  return (await import("./exports/examples.ts")).withExamples(modules, service);
}

/** The handler's module, and those that it lists whole, with their prefixes. */
function modulesOf(
  module: ModuleExports,
  file: string,
  listed: readonly ListedService[],
): readonly FunctionsModule[] {
  const whole = listed.flatMap((one) => (one.module === undefined ? [] : [{ ...one, module: one.module }]));
  return [{ module, place: file }, ...whole];
}

async function readService(
  module: Readonly<Record<string, unknown>>,
  source: HandlerSource,
  listed: readonly ListedService[] | undefined,
  onFile: ((path: string) => void) | undefined,
): Promise<{ readonly service: ResolvedService; readonly warnings: readonly string[] }> {
  const warnings = new (await import("./idl_warnings.ts")).IdlWarnings();
  const events = { onWarning: warnings.add, onFile };
  const service =
    listed === undefined
      ? (await import("./single_service.ts")).loadService(module, source, events)
      : (await import("./multiplexed_service.ts")).loadServices(module, source, listed, events);
  const { importDoubts } = await import("../runtime/imports/doubts.ts");
  const { displayPath } = await import("../words/paths.ts");
  return { service, warnings: [...(await importDoubts(source.url, displayPath)), ...warnings.lines] };
}

async function importHandler({ url, file }: HandlerSource, again: boolean): Promise<ModuleExports> {
  try {
    return wholeModule(
      await (again ? (await import("../runtime/imports/again.ts")).importAgain(url) : importModule(url)),
    );
  } catch (error) {
    if (await isMissing(url)) throw new HandlerError(`no such file: ${file}`);
    const { displayPath } = await import("../words/paths.ts");
    const { importFailure } = await import("../runtime/imports/failure.ts");
    const reason = await importFailure(error, url, displayPath);
    throw new HandlerError(`cannot import ${file}:${reason}`, { cause: error });
  }
}

/**
 * A module of CommonJS is the default export of what is imported, on some runtimes: what tsc has made of `export default`
 * lies in there, and of others' exports only some are found beside it.
 */
function wholeModule(imported: ModuleExports): ModuleExports {
  const inner: unknown = imported.default;
  if (!isObject(inner) || Object.prototype.toString.call(inner) === "[object Module]") return imported;
  const isWhole =
    inner.__esModule === true || isObject(Object.getOwnPropertyDescriptor(inner, "default")?.value);
  if (isWhole) return { ...imported, ...inner };
  return "module.exports" in imported ? { ...inner, ...imported } : imported;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

async function isMissing(url: string): Promise<boolean> {
  if (!url.startsWith("file:")) return false;
  const { existsSync } = await import("node:fs");
  const { fileURLToPath } = await import("node:url");
  return !existsSync(fileURLToPath(url));
}
