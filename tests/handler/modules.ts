// Handler modules and .thrift files written for one test.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { HandlerError } from "../../src/handler/handler.ts";
import { type LoadedHandler, loadHandler } from "../../src/handler/load.ts";
import { type HandlerSource, handlerSource } from "../../src/handler/source.ts";

/** A folder of files; `await using` removes it. */
export interface Modules extends Disposable {
  readonly folder: string;
  /** Loads the module `handler.ts`, or another. */
  load(source?: Partial<HandlerSource>, name?: string): Promise<LoadedHandler>;
  /** What a HandlerError says of it, with `<folder>` for the folder's path. */
  refusal(source?: Partial<HandlerSource>, name?: string): Promise<string>;
}

/** Writes files by their names. A module that is a list of methods gets a body for each. */
export function writeModules(files: Readonly<Record<string, string>>): Modules {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "thriftserve-handler-")));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const load = (source: Partial<HandlerSource> = {}, name = "handler.ts") =>
    loadHandler({ ...handlerSource(join(folder, name), {}), ...source });
  return {
    folder,
    load,
    async refusal(source, name) {
      try {
        await load(source, name);
      } catch (error) {
        if (!(error instanceof HandlerError)) throw error;
        return error.message.replaceAll(folder, "<folder>");
      }
      throw new Error("accepted, but to be refused");
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
