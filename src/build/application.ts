// A built executable's own: the handler that it serves, and what was given for it when it was built.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { insideExecutable } from "../runtime/building/inside.ts";
import type { ResolvedService } from "../schema/service.ts";

/** Plain data, which the executable holds as a file. */
export interface Application {
  /** As `--help` calls it. */
  readonly name: string;
  /** The version of the handler's package, where that has one. */
  readonly version?: string;
  /** The version of thriftserve that has built it. */
  readonly builtBy: string;
  /** The module's place inside, `app/handler.js`. */
  readonly module: string;
  /** The module as messages name it, `handler.ts`. */
  readonly file: string;
  /** The service, worked out when it was built: no IDL is read. */
  readonly service: ResolvedService;
  /** Options that were given when it was built: its defaults. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The place of {@link Application} inside an executable. */
export const applicationFile = "application/application.json";

/** The application that this executable was built of; undefined: it serves whatever handler it is given. */
export function ownApplication(): Application | undefined {
  const inside = insideExecutable();
  if (inside === undefined) return undefined;
  const file = fileURLToPath(new URL(applicationFile, inside).href);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Application) : undefined;
}

/** The URL of a file inside this executable. */
export function urlInside(place: string): string {
  return new URL(place, insideExecutable()).href;
}
