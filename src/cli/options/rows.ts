// The rows of the command line: serve()'s options, and what only a program can be told.
import { OptionsError } from "../../options/error.ts";
import { flag, permissions, text } from "../../options/kinds.ts";
import { path } from "../../options/path_kinds.ts";
import type { ServeOptions } from "../../server/options/options.ts";
import { type ServeRow, serveRows } from "../../server/options/rows.ts";

/** The options of a program that serves. */
export interface ServeCommand extends ServeOptions {
  /** A file that gets the port's number once the server accepts: that of the first address that has one. */
  portFile?: string;
  /** A file that gets this process's id once the server accepts. */
  pid?: string;
  /** The user that the server and its workers become, by name or number, before any code of the handler runs. */
  user?: string;
  /** Its group; absent: the user's own. */
  group?: string;
  /** The permissions that new files do not have, workers' too. */
  umask?: number;
}

/** The options of the command line, as `--help` and docs/options.md list them. */
export const commandRows: Readonly<Record<keyof ServeCommand, ServeRow>> = {
  ...serveRows,
  pid: {
    kind: path("a path"),
    group: serveRows.shutdownTimeout.group,
    placeholder: "path",
    help: "write the server's process id here once it accepts; removed at its end",
  },
  user: {
    kind: text("a user's name or number"),
    group: serveRows.shutdownTimeout.group,
    placeholder: "name",
    help: "become this user, once sockets are bound and keys are read, and before the handler runs; root alone can",
    usual: "whoever has started it",
  },
  group: {
    kind: text("a group's name or number"),
    group: serveRows.shutdownTimeout.group,
    placeholder: "name",
    help: "and be of this group",
    usual: "the user's own",
  },
  umask: {
    kind: permissions,
    group: serveRows.shutdownTimeout.group,
    placeholder: "mode",
    help: "permissions, in octal, that new files of the server and of handlers do not get: 0027",
    usual: "as it was started",
  },
  portFile: {
    kind: path("a path"),
    group: serveRows.port.group,
    placeholder: "path",
    help: "write the port's number here once the server accepts; of several addresses the first that has one",
  },
};

/** The options of serve() among them. */
export function ofServer(command: ServeCommand): ServeOptions {
  const { portFile: _, pid: __, umask: ___, user: ____, group: _____, ...options } = command;
  return options;
}

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
