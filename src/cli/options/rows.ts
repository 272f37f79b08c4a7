// The rows of the command line: serve()'s options, and what only a program can be told.
import { OptionsError } from "../../options/error.ts";
import { flag } from "../../options/kinds.ts";
import { path } from "../../options/path_kinds.ts";
import type { ServeOptions } from "../../server/options/options.ts";
import { type ServeRow, serveRows } from "../../server/options/rows.ts";

/** The options of a program that serves. */
export interface ServeCommand extends ServeOptions {
  /** A file that gets the port's number once the server accepts: that of the first address that has one. */
  portFile?: string;
}

/** The options of the command line, as `--help` and docs/options.md list them. */
export const commandRows: Readonly<Record<keyof ServeCommand, ServeRow>> = {
  ...serveRows,
  portFile: {
    kind: path("a path"),
    group: serveRows.port.group,
    placeholder: "path",
    help: "write the port's number here once the server accepts; of several addresses the first that has one",
  },
};

/** @throws {OptionsError} when what only a program is told has no use beside the others. */
export function refuseUseless({ portFile, unix, listen }: ServeCommand): void {
  const isUnix = unix !== undefined || listen?.every((address) => /^unix:/i.test(address));
  if (portFile === undefined || !isUnix) return;
  const sockets = (listen?.length ?? 1) > 1 ? "Unix sockets" : "a Unix socket";
  throw new OptionsError("portFile", `is for TCP; the server is to listen on ${sockets}`);
}

/** Options of a program alone: a file of options, and to show all of them. */
export const programRows = {
  config: {
    kind: path("the path of a TOML file"),
    group: serveRows.shutdownTimeout.group,
    placeholder: "file",
    help: "read options from this file",
    usual: "thriftserve.toml beside the handler, where there is one",
  },
  noConfig: {
    kind: flag,
    group: serveRows.shutdownTimeout.group,
    help: "read no file, not even thriftserve.toml beside the handler",
  },
  showConfig: {
    kind: flag,
    group: serveRows.shutdownTimeout.group,
    help: "print what is in force, and where each value comes from; serve nothing",
  },
} satisfies Readonly<Record<string, ServeRow>>;

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

/** The word for the value of an option: `bytes`; undefined: it takes none. */
export function placeholderOf({ placeholder, kind }: ServeRow): string | undefined {
  return placeholder ?? kind.unit ?? (kind.read === undefined ? undefined : "n");
}
