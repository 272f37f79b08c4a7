// The place of a handler, and all that has been worked out of it, as workers are told it.
import { existsSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { shown } from "../options/shown.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { ResolvedService } from "../schema/service.ts";
import { displayPath } from "../words/paths.ts";
import { HandlerError } from "./handler.ts";

/** The places of a handler and its IDL. Plain data. */
export interface HandlerSource {
  /** The module's URL, `file:///srv/calculator/handler.ts`. */
  readonly url: string;
  /** The module as messages name it, `handler.ts`. */
  readonly file: string;
  /** `FILE` or `FILE#Service`, instead of what the module exports as `service`. */
  readonly idl?: string;
  /** Directories to look for included .thrift files in. */
  readonly include?: readonly string[];
  /** The service, where another worker has already worked it out: no IDL is read then. */
  readonly service?: ResolvedService;
  /** What the service Status tells, where it is to be served too. */
  readonly status?: ServedStatus;
  /** The source text of codecs, by {@link generateCodec}, for protocols that clients are known to speak. */
  readonly codecs?: Readonly<Partial<Record<ProtocolName, string>>>;
}

/** What the service Status tells of a server. Plain data. */
export interface ServedStatus {
  /** The time when the server started, in seconds since 1970. */
  readonly since: number;
  readonly options: Readonly<Record<string, string>>;
}

/**
 * Names a handler.
 *
 * @param handler the module's path, relative to the working directory, or its URL.
 * @throws {HandlerError} when it is no path or URL, or that of a directory, an IDL or other data.
 */
export function handlerSource(
  handler: string | URL,
  { idl, include }: Pick<HandlerSource, "idl" | "include">,
): HandlerSource {
  if (handler === "")
    throw new HandlerError("no handler is named: expected a module's path, such as handler.ts");
  const url = handlerUrl(handler);
  if (!url.startsWith("file:")) return { url, file: url, idl, include };
  const path = fileURLToPath(url);
  const file = displayPath(path);
  refuseOtherFiles(path, file);
  return { url, file, idl, include };
}

/** Each runtime says something else of what is no module, and some import it. */
function refuseOtherFiles(path: string, file: string): void {
  if (isDirectory(path))
    throw new HandlerError(`${file} is a directory: expected a module${moduleIn(path, file)}`);
  const extension = extname(path);
  if (extension === ".thrift") {
    throw new HandlerError(
      `${file} is an IDL: expected the module that implements it, such as handler.ts --idl ${file}`,
    );
  }
  if (data.includes(extension)) {
    throw new HandlerError(`${file} is no module: expected a file of TypeScript or JavaScript`);
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // importing it says why it cannot be
  }
}

/** Names' ends of files that a bundling runtime would import as data. */
const data = [".json", ".jsonc", ".json5", ".txt", ".md", ".toml", ".yaml", ".yml", ".html", ".css", ".py"];

function moduleIn(folder: string, file: string): string {
  const names = ["handler", "index", "main"].flatMap((name) =>
    [".ts", ".js", ".mjs"].map((end) => name + end),
  );
  const name = names.find((one) => existsSync(join(folder, one))) ?? "handler.ts";
  return `, such as ${join(file, name)}`;
}

function handlerUrl(handler: string | URL): string {
  if (handler instanceof URL) return handler.href;
  if (typeof handler !== "string") {
    throw new HandlerError(
      `the handler is ${shown(handler)}; expected the path or URL of the module that exports it: workers import it themselves`,
    );
  }
  if (/^[a-z][a-z+.-]+:/i.test(handler)) return handler;
  return pathToFileURL(handler).href;
}
