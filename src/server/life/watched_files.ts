// Watches the files that a handler is made of, and has it read anew when they have changed.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { HandlerSource } from "../../handler/source.ts";
import { log } from "../../log/log.ts";
import { OptionsError } from "../../options/error.ts";
import { mayChange } from "../../runtime/imports/again.ts";
import { ownFiles } from "../../runtime/imports/own_files.ts";
import { Watch } from "../../watching/watch.ts";
import { displayPath } from "../../words/paths.ts";
import { ReloadError } from "../options/reload_outcome.ts";

/** The files of a handler and its IDL, from the moment on when they are read for the first time. */
export class WatchedFiles {
  readonly #url: string;
  /** The places where IDL was looked for since the last attempt to read it began. */
  readonly #idl = new Set<string>();
  /** The time when that was, in milliseconds since 1970. */
  #since = Date.now();
  #watch: Watch | undefined;
  /** All that is watched, files that are not there included. */
  #places = new Set<string>();

  /** @throws {OptionsError} when the handler is no file that could change. */
  constructor({ url, file }: Pick<HandlerSource, "url" | "file">) {
    if (!mayChange(url)) {
      const what = url.startsWith("file:") ? "it is part of this program" : "it is no file";
      throw new OptionsError("watch", `cannot be: ${file} cannot change while it is served, as ${what}`);
    }
    this.#url = url;
  }

  /** Those that are there, the handler first. */
  get paths(): readonly string[] {
    return [...this.#places].filter((path) => existsSync(path));
  }

  /** IDL was looked for at these paths. */
  addIdl(paths: readonly string[]): void {
    for (const path of paths) this.#idl.add(path);
  }

  /**
   * Watches them from now on, with what has changed since they were first read.
   * @param reload reads them anew. @throws {ReloadError}
   */
  begin(reload: () => Promise<unknown>): void {
    this.#watch = new Watch((changed) => {
      log.info("{files} changed: the handler and its IDL are read anew", { files: listed(changed) });
      reload().catch((error: unknown) => {
        if (error instanceof ReloadError && error.changes.length > 0) log.info(remedy);
      });
    });
    this.hasRead(true);
  }

  /** The files are about to be read anew. */
  reads(): void {
    this.#since = Date.now();
    this.#idl.clear();
  }

  /**
   * They were read: others may be among them now.
   * @param isServed otherwise what was read has errors, and those of before are watched too.
   */
  hasRead(isServed: boolean): void {
    const watch = this.#watch;
    if (watch === undefined) return;
    const { found, missing } = ownFiles(this.#url);
    const read = [fileURLToPath(this.#url), ...found, ...this.#idl, ...missing];
    this.#places = new Set(isServed ? read : [...read, ...this.#places]);
    for (const path of read) watch.add(path, this.#since);
    watch.keepOnly(this.#places);
  }

  close(): void {
    this.#watch?.close();
    this.#watch = undefined;
  }
}

const remedy =
  "to serve it nevertheless start the server again, or reload it by force: thriftserve reload --force where there is an admin port, server.reload in a program";

/** A few of them. */
function listed(paths: readonly string[]): string {
  const names = paths.slice(0, shown).map(displayPath).join(", ");
  return paths.length > shown ? `${names} and ${paths.length - shown} more` : names;
}

const shown = 3;
