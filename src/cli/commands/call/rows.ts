// The options of `thriftserve call`.
import { natsRows } from "../../../nats/rows.ts";
import { flag, integer, type Kind, seconds, text } from "../../../options/kinds.ts";
import { oneOf, otherProtocols, otherTransports } from "../../../options/names.ts";
import { path } from "../../../options/path_kinds.ts";
import { protocolNames } from "../../../protocol/names.ts";
import { type ServeRow, serveRows } from "../../../server/options/rows.ts";
import { type ConnectingOptions, usualTimeout } from "../connecting.ts";
import type { SubjectOptions } from "../subject.ts";

/** The values of the options. */
export interface CallCommandOptions extends SubjectOptions, ConnectingOptions {
  readonly repeat?: number;
}

const called = "What is called";
const speaking = "What the server speaks";
const tls = "TLS (of tls:// addresses)";
const running = "How it is called";
const transports = ["framed", "buffered", "header", "zlib"] as const;

const header: Kind<Readonly<Record<string, string>>> = {
  type: "other",
  expected: "NAME=VALUE",
  accept: (value) => value as Readonly<Record<string, string>>,
  read(given, previous) {
    const [, name, value] = /^([^=:\s]+)\s*[=:]\s*(.*)$/.exec(given) ?? [];
    return name === undefined ? undefined : { ...(previous as object | undefined), [name]: value };
  },
};

/** As `--help` lists them. */
export const callRows: Readonly<Record<keyof CallCommandOptions, ServeRow>> = {
  idl: {
    kind: serveRows.idl.kind,
    group: called,
    placeholder: "file",
    help: "the .thrift file, or FILE#Service; a server with --status tells it",
  },
  include: { ...serveRows.include, group: called },
  multiplexed: { kind: flag, group: called, help: "put the service's name before the function's" },
  prefix: {
    kind: text("the name that the server lists the service under"),
    group: called,
    placeholder: "name",
    help: "put this before the function's name instead",
  },
  protocol: {
    kind: oneOf(protocolNames, { hints: otherProtocols }),
    fallback: "binary",
    group: speaking,
    placeholder: "name",
    help: "binary, compact or json",
  },
  transport: {
    kind: oneOf(transports, { hints: otherTransports }),
    group: speaking,
    placeholder: "name",
    help: "framed, buffered, header or zlib",
    usual: "framed; buffered over WebSocket",
  },
  header: {
    kind: header,
    group: speaking,
    letter: "H",
    placeholder: "name=value",
    help: "send this header, over HTTP, NATS or with --transport header; can be repeated",
  },
  tlsCa: { kind: path("a PEM file"), group: tls, placeholder: "file", help: "authorities to trust, in PEM" },
  tlsCert: {
    kind: path("a PEM file"),
    group: tls,
    placeholder: "file",
    help: "a certificate of one's own, in PEM",
  },
  tlsKey: {
    kind: path("a PEM file"),
    group: tls,
    placeholder: "file",
    help: "that certificate's private key in PEM",
  },
  tlsServerName: {
    kind: text("a name"),
    group: tls,
    placeholder: "name",
    help: "the name that the server's certificate has to be for",
    usual: "the host",
  },
  natsUser: natsRows.natsUser,
  natsPasswordFile: natsRows.natsPasswordFile,
  natsTokenFile: natsRows.natsTokenFile,
  natsNkey: natsRows.natsNkey,
  natsCredentials: natsRows.natsCredentials,
  natsRoute: natsRows.natsRoute,
  timeout: {
    kind: seconds(),
    fallback: usualTimeout,
    group: running,
    letter: "t",
    help: "how long a call may take, or connecting; 0: any time",
  },
  repeat: {
    kind: integer(1, 10_000_000), // the time of each is kept: 80 MB
    group: running,
    letter: "n",
    help: "make this many calls, and print how long they took in place of the results",
  },
  concurrency: {
    kind: integer(1, 1000),
    fallback: 1,
    group: running,
    letter: "c",
    help: "of these, calls at a time, each on a connection of its own",
  },
};
