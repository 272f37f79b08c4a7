// The one table of serve()'s options: settings, the command line, variables, files, --help and docs/options.md read it.
import { natsMemberRows } from "../../nats/member.ts";
import { flag, host, integer, permissions, seconds, standardAddress } from "../../options/kinds.ts";
import { oneOf, otherProtocols, otherTransports } from "../../options/names.ts";
import { path, paths } from "../../options/path_kinds.ts";
import { processors } from "../../options/processors.ts";
import { protocolNames } from "../../protocol/names.ts";
import { transportNames } from "../../transport/names.ts";
import { type ModelName, models } from "../models.ts";
import { adminRows } from "./admin_rows.ts";
import { clientRows } from "./client_rows.ts";
import { lifeRows } from "./life_rows.ts";
import { limitRows } from "./limit_rows.ts";
import { listenAddresses } from "./listening/kind.ts";
import { backlogs } from "./listening/places.ts";
import { logRows } from "./log_rows.ts";
import { otherModels } from "./model_habits.ts";
import type { ServeOptions } from "./options.ts";
import type { ServeRow } from "./row.ts";
import { tlsRows } from "./tls_rows.ts";

export type { ServeRow } from "./row.ts";

const listening = "Where to listen";
const running = "How calls are run";
const idl = "The IDL";
const speaking = "What clients may speak";
const ending = "Running it";

/** The models that have as many workers as they are told, and those that have one for each connection. */
const pools = ["threadpool", "nonblocking", "processpool"] as const satisfies readonly ModelName[];
const perConnection = ["threaded", "forking"] as const satisfies readonly ModelName[];

/** The options of serve() and the command line, as docs/options.md lists them. */
export const serveRows = {
  listen: {
    kind: listenAddresses,
    group: listening,
    placeholder: "address",
    help: "address to listen on, instead of what the next five say: tcp://HOST:PORT, unix:PATH?mode=0660, unix:@NAME or fd://3; can be repeated",
  },
  host: {
    kind: host("the name or address of this machine to listen on"),
    fallback: standardAddress.host,
    group: listening,
    placeholder: "address",
    help: "address to listen on",
  },
  port: {
    kind: integer(0, 65_535),
    fallback: standardAddress.port,
    group: listening,
    placeholder: "number",
    help: "TCP port; 0 picks a free one",
  },
  reusePort: {
    kind: flag,
    fallback: false,
    group: listening,
    help: "share the port with other servers that do so too: Linux gives each its part of the connections",
  },
  unix: {
    kind: path("a path, or @ and a name"),
    group: listening,
    placeholder: "path",
    help: "Unix domain socket to listen on, instead of TCP; @name for Linux's abstract ones",
  },
  unixMode: {
    kind: permissions,
    group: listening,
    placeholder: "mode",
    help: "permissions of that socket's file in octal, such as 0660",
    usual: "as the umask says",
  },
  listenFd: {
    kind: integer(3, 65_535),
    group: listening,
    help: "accept from this descriptor, a socket that listens already; the command line finds the one that systemd passes by itself",
  },
  backlog: {
    kind: integer(1, 65_535),
    group: listening,
    help: "connections the system holds before they are accepted",
    derived: (options) => (isOfInherited(options) ? backlogs.inherited : backlogs.own),
    usual: `${backlogs.own}; of a socket that listens already ${backlogs.inherited}`,
  },

  ...tlsRows,

  model: {
    kind: oneOf<ModelName>(Object.keys(models) as ModelName[], { hints: otherModels }),
    fallback: "nonblocking",
    group: running,
    placeholder: "name",
    help: "one of the six server models",
  },
  workers: {
    kind: integer(0, 10_000, { auto: (named) => `without ${named("workers")} it is the number of cores` }),
    derived: () => processors(),
    group: running,
    help: "how many workers; nonblocking alone takes 0: calls run on its event loop",
    usual: "the number of cores, within the quota of the cgroup",
    models: pools,
    elsewhere: "maxWorkers",
  },
  connectionsPerWorker: {
    kind: integer(0),
    fallback: 0,
    group: running,
    help: "connections that a worker holds at a time, later ones wait; 0: any number",
    models: ["threadpool", "processpool"],
  },
  maxWorkers: {
    kind: integer(1),
    fallback: 1000,
    group: running,
    help: "most workers at a time; later connections wait",
    models: perConnection,
    elsewhere: "workers",
  },
  spares: {
    kind: integer(0, 10_000),
    fallback: 10,
    group: running,
    help: "workers that are kept ready for new connections",
    models: perConnection,
  },
  concurrency: {
    kind: integer(1),
    fallback: 1,
    group: running,
    help: "calls a worker runs at a time; more than 1 helps only handlers that wait",
  },
  pipeline: {
    kind: integer(1),
    fallback: 1,
    group: running,
    help: "calls of one connection that may run at a time, replies then come as they finish",
  },

  ...lifeRows,

  idl: {
    kind: path("a .thrift file, or FILE#Service"),
    group: idl,
    placeholder: "file#service",
    help: "the .thrift file, and service in it, of a module that exports no `service`",
  },
  include: {
    kind: paths("an array of directories"),
    group: idl,
    letter: "I",
    placeholder: "directory",
    help: "look for included .thrift files here too; can be repeated",
  },

  status: {
    kind: flag,
    fallback: false,
    group: idl,
    help: "serve Status too: health and counts as fb303 and baseplate have them, and the IDL",
  },

  protocol: {
    kind: oneOf(["auto", ...protocolNames], { hints: otherProtocols }),
    fallback: "auto",
    group: speaking,
    placeholder: "name",
    help: `${protocolNames.join(", ")}: the only one to take calls in`,
    usual: "told from the first bytes",
  },
  transport: {
    kind: oneOf(["auto", ...transportNames], { hints: otherTransports }),
    fallback: "auto",
    group: speaking,
    placeholder: "name",
    help: `${transportNames.join(", ")}: the only one to take calls over; header takes framed and buffered messages as well`,
    usual: "told from the first bytes",
  },

  ...natsMemberRows,

  ...clientRows,

  ...limitRows,

  ...adminRows,

  drainDelay: {
    kind: seconds(),
    fallback: 0,
    group: ending,
    help: "how long SIGTERM and SIGINT have it accept more, while it says that it is not ready",
  },
  shutdownTimeout: {
    kind: seconds(),
    fallback: 30,
    group: ending,
    help: "how long SIGTERM and SIGINT wait for calls at work",
  },

  ...logRows,
} satisfies { readonly [Name in keyof Required<ServeOptions>]: ServeRow<NonNullable<ServeOptions[Name]>> };

function isOfInherited({ listenFd, listen }: Readonly<Record<string, unknown>>): boolean {
  return listenFd !== undefined || (Array.isArray(listen) && listen.every((one) => /^fd:/i.test(one)));
}

/** `threaded and forking`. */
export function listed(names: readonly string[]): string {
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" and ");
}
