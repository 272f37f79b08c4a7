// The rows of the command line: serve()'s options, and what only a program can be told.
import { path } from "../../options/kinds.ts";
import type { ServeOptions } from "../../server/options/options.ts";
import { type ServeRow, serveRows } from "../../server/options/rows.ts";

/** The options of a program that serves. */
export interface ServeCommand extends ServeOptions {
  /** A file that gets the port's number once the server accepts. */
  portFile?: string;
}

/** The options of the command line, as `--help` and docs/options.md list them. */
export const commandRows: Readonly<Record<keyof ServeCommand, ServeRow>> = {
  ...serveRows,
  portFile: {
    kind: path("a path"),
    group: serveRows.port.group,
    placeholder: "path",
    help: "write the port's number here once the server accepts",
  },
};

/** The rows of each group together, in the order in which the groups first come. */
export function inGroups<Row extends ServeRow>(rows: Readonly<Record<string, Row>>): [string, Row][] {
  const groups = new Map<string, [string, Row][]>();
  for (const [name, row] of Object.entries(rows)) {
    const group = groups.get(row.group) ?? [];
    groups.set(row.group, group);
    group.push([name, row]);
  }
  return [...groups.values()].flat();
}

/** What stands for the value of an option: `bytes`; undefined: it takes none. */
export function placeholderOf({ placeholder, kind }: ServeRow): string | undefined {
  return placeholder ?? kind.unit ?? (kind.read === undefined ? undefined : "n");
}
