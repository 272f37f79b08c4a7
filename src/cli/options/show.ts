// Shows what is in force, and where each value comes from: `--show-config`.

import { listed, type ServeRow } from "../../server/options/rows.ts";
import { optionsInForce } from "../../server/options/settings.ts";
import { displayPath } from "../../words/paths.ts";
import type { GatheredOptions } from "./gathered.ts";
import type { Lowered } from "./lowered.ts";
import { isFor, isOverruled } from "./overruled.ts";
import { commandRows, inGroups, ofServer, type ServeCommand } from "./rows.ts";
import { keyOf } from "./source.ts";

/**
 * @param lowered by the system, whatever the options say.
 * @param named where the handler is
 * @returns the table.
 * @throws {OptionsError} when the options do not go together.
 */
export function optionsTable(
  handler: string,
  gathered: GatheredOptions,
  lowered: Lowered,
  named = "command line",
): string {
  const { portFile, pid, umask, user, group } = gathered.options;
  const own: ServeCommand = { portFile, pid, umask, user, group };
  const inForce: ServeCommand = { ...optionsInForce(ofServer(gathered.options)), ...own };
  const given: ServeCommand = { ...gathered.options, model: inForce.model };
  const rows = inGroups(commandRows).map(([option, row]): Line => {
    if (isOverruled(option, given)) {
      const why = isFor(given.model, option) ? "another way to listen" : listed(row.models ?? []);
      return { heading: row.group, cells: [`  ${keyOf(option)}`, "-", `for ${why}`] };
    }
    const value = shown(row, inForce[option as keyof ServeCommand]);
    const origin = gathered.originOf(option) ?? "default";
    const most = lowered.options[option as keyof Lowered["options"]];
    if (most === undefined) return { heading: row.group, cells: [`  ${keyOf(option)}`, value, origin] };
    const less = `${option === "maxConnections" ? "at most " : ""}${shown(row, most)}`;
    const because = `lowered by ulimit -n ${lowered.limit} from ${value} (${origin})`;
    return { heading: row.group, cells: [`  ${keyOf(option)}`, less, because] };
  });
  const lines: readonly Line[] = [
    { cells: ["handler", displayPath(handler), named] },
    { cells: ["config", gathered.file ?? "-", originOfFile(gathered)] },
    ...rows,
  ];
  const widths = [0, 1].map((column) => Math.max(...lines.map(({ cells }) => cells[column]!.length)));
  let before: string | undefined;
  const aligned = lines.map(({ heading, cells }) => {
    const above = heading === before ? "" : `\n${heading}\n`;
    before = heading;
    return `${above}${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}\n`;
  });
  return aligned.join("");
}

/** An option, its value, and where that comes from. */
interface Line {
  readonly heading?: string;
  readonly cells: readonly [option: string, value: string, origin: string];
}

function originOfFile({ file, originOf }: GatheredOptions): string {
  const told = originOf("config") ?? originOf("noConfig");
  return told ?? (file === undefined ? "no thriftserve.toml beside the handler" : "beside the handler");
}

function shown({ kind, usual }: ServeRow, value: unknown): string {
  if (value === undefined) return usual ?? "-";
  if (kind.secret) return "(not shown)";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value !== "number") return String(value);
  return [kind.show?.(value) ?? value, kind.unit].filter((part) => part !== undefined).join(" ");
}
