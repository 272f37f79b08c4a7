// A row for every option of serve(): how its value is checked, its default, and what --help and docs/options.md say.
import type { LogLevel } from "../../log/log.ts";
import type { Row } from "../../options/check.ts";
import { flag, host, permissions, seconds, secondsUpTo, text, texts, whole } from "../../options/kinds.ts";
import { oneOf, otherProtocols, otherTransports } from "../../options/names.ts";
import { protocolNames } from "../../protocol/names.ts";
import { transportNames } from "../../transport/names.ts";
import { type ModelName, models } from "../models.ts";
import { limitRows } from "./limit_rows.ts";
import { otherModels } from "./model_habits.ts";
import type { ServeOptions } from "./options.ts";

/** A row, and how the command line has the option. */
export interface ServeRow<Value = unknown> extends Row<Value> {
  /** The heading of `--help` that it stands under. */
  readonly group: string;
  /** The flag's one letter, where it has one. */
  readonly letter?: string;
  /** What stands for the value: `n`, for `--workers <n>`. Absent: it takes none. */
  readonly placeholder?: string;
  readonly help: string;
  /** The default in words, where it is not a plain value. Options are named as the library does. */
  readonly usual?: string;
}

const listening = "Where to listen";
const tls = "TLS";
const running = "How calls are run";
const idl = "The IDL";
const speaking = "What clients may speak";
const ending = "Running it";

/** The options of serve() and the command line, as docs/options.md lists them. */
export const serveRows = {
  host: {
    kind: host("the name or address of this machine to listen on"),
    standard: "127.0.0.1",
    group: listening,
    placeholder: "address",
    help: "address to listen on",
  },
  port: {
    kind: whole(0, 65_535),
    standard: 9090,
    group: listening,
    placeholder: "number",
    help: "TCP port; 0 picks a free one",
  },
  unix: {
    kind: text("a path, or @ and a name"),
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
    kind: whole(3, 65_535),
    group: listening,
    placeholder: "n",
    help: "accept from this descriptor, a socket that listens already; the command line finds the one that systemd passes by itself",
  },
  backlog: {
    kind: whole(1, 65_535),
    group: listening,
    placeholder: "n",
    help: "connections the system holds before they are accepted",
    usual: "128; of a socket that listens already 4096",
  },

  tlsCert: {
    kind: text("the path of a PEM file"),
    group: tls,
    placeholder: "file",
    help: "certificate, and its chain, in PEM: clients have to use TLS",
  },
  tlsKey: {
    kind: text("the path of a PEM file"),
    group: tls,
    placeholder: "file",
    help: "the certificate's private key in PEM",
  },
  tlsCa: {
    kind: text("the path of a PEM file"),
    group: tls,
    placeholder: "file",
    help: "authorities, in PEM, that clients' certificates have to be from",
  },
  tlsRequireClient: { kind: flag, group: tls, help: "refuse clients without a certificate" },
  tlsOptional: { kind: flag, group: tls, help: "serve clients without TLS too, on the same port" },
  handshakeTimeout: {
    kind: secondsUpTo(86_400),
    group: tls,
    placeholder: "seconds",
    help: "how long a client may take for its TLS handshake",
    usual: "10",
  },

  model: {
    kind: oneOf<ModelName>(Object.keys(models) as ModelName[], { hints: otherModels }),
    standard: "nonblocking",
    group: running,
    placeholder: "name",
    help: "one of the six server models",
  },
  workers: {
    kind: whole(0, 10_000, { auto: (named) => `without ${named("workers")} it is the number of cores` }),
    group: running,
    placeholder: "n",
    help: "workers of threadpool, nonblocking and processpool; nonblocking takes 0: calls run on the event loop itself",
    usual: "the number of cores",
  },
  connectionsPerWorker: {
    kind: whole(0),
    group: running,
    placeholder: "n",
    help: "connections that a worker of threadpool or processpool holds at a time; later ones wait",
    usual: "0, any number",
  },
  maxWorkers: {
    kind: whole(1),
    standard: 1000,
    group: running,
    placeholder: "n",
    help: "most workers of threaded and forking; later connections wait",
  },
  spares: {
    kind: whole(0, 10_000),
    standard: 10,
    group: running,
    placeholder: "n",
    help: "workers that threaded and forking keep ready for new connections",
  },
  concurrency: {
    kind: whole(1),
    standard: 1,
    group: running,
    placeholder: "n",
    help: "calls a worker runs at a time; more than 1 helps only handlers that wait",
  },
  pipeline: {
    kind: whole(1),
    standard: 1,
    group: running,
    placeholder: "n",
    help: "calls of one connection that may run at a time, replies then come as they finish",
  },

  idl: {
    kind: text("a .thrift file, or FILE#Service"),
    group: idl,
    placeholder: "file#service",
    help: "the .thrift file, and service in it, of a module that exports no `service`",
  },
  include: {
    kind: texts("an array of directories"),
    group: idl,
    letter: "I",
    placeholder: "directory",
    help: "look for included .thrift files here too; can be repeated",
  },

  protocol: {
    kind: oneOf(["auto", ...protocolNames], { hints: otherProtocols }),
    standard: "auto",
    group: speaking,
    placeholder: "name",
    help: `${protocolNames.join(", ")}: the only one to take calls in`,
    usual: "auto, told from the first bytes",
  },
  transport: {
    kind: oneOf(["auto", ...transportNames], { hints: otherTransports }),
    standard: "auto",
    group: speaking,
    placeholder: "name",
    help: `${transportNames.join(", ")}: the only one to take calls over; header takes framed and buffered messages as well`,
    usual: "auto, told from the first bytes",
  },

  ...limitRows,

  shutdownTimeout: {
    kind: seconds(),
    standard: 30,
    group: ending,
    placeholder: "seconds",
    help: "how long SIGTERM and SIGINT wait for calls at work",
  },
  logLevel: {
    kind: oneOf<LogLevel>(["trace", "debug", "info", "warning", "error", "fatal"], {
      anyCase: true,
      also: { warn: "warning", err: "error", critical: "fatal", crit: "fatal", information: "info" },
      hints: {
        verbose: "debug and trace log more",
        notice: "info and warning are the nearest",
        ...Object.fromEntries(
          ["off", "none", "silent", "quiet", "never"].map((word) => [word, "fatal logs the least"]),
        ),
      },
    }),
    standard: "info",
    group: ending,
    placeholder: "level",
    help: "least important records to log: trace, debug, info, warning, error or fatal",
  },
} satisfies { readonly [Name in keyof Required<ServeOptions>]: ServeRow<NonNullable<ServeOptions[Name]>> };
