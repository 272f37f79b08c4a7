// Options that are passed on to servers: each model gets those that it has.
import { onCommandLine } from "../../options/error.ts";
import type { ModelName } from "../../server/models.ts";
import { type ServeRow, serveRows } from "../../server/options/rows.ts";

/** @param passed of serve's command line. @returns them without those that are for other models alone. */
export function optionsFor(model: ModelName, passed: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < passed.length; at++) {
    const [flag = "", value] = passed[at]!.split("=", 2);
    const row = rows.get(flag);
    const takesNext = row?.kind.read !== undefined && value === undefined;
    if (row?.models?.includes(model) ?? true) kept.push(...passed.slice(at, at + (takesNext ? 2 : 1)));
    if (takesNext) at++;
  }
  return kept;
}

const rows: ReadonlyMap<string, ServeRow> = new Map(
  Object.entries(serveRows).map(([name, row]) => [onCommandLine(name), row]),
);
