// The one table of NATS' options, for all commands and functions that have them.

import type { Row } from "../options/check.ts";
import { flag, type Kind, text } from "../options/kinds.ts";
import { oneOf } from "../options/names.ts";
import { path } from "../options/path_kinds.ts";
import { parseNatsServer } from "./address.ts";
import { type NatsRoute, standardGroup } from "./convention.ts";
import type { NatsConnectionOptions, NatsGroupOptions } from "./options.ts";

/** A row, with its words for `--help`. */
export interface NatsRow<Value = unknown> extends Row<Value> {
  readonly group: string;
  readonly placeholder?: string;
  readonly help: string;
  readonly usual?: string;
}

/** The heading that the options stand under. */
export const natsHeading = "NATS";

const group = natsHeading;

const servers: Kind<readonly string[]> = {
  type: "other",
  expected: "servers of NATS, nats://HOST:PORT or tls://HOST:PORT, with commas between",
  list: true,
  split: (given) => given.split(",").map((one) => one.trim()),
  accept(value) {
    if (!Array.isArray(value) || value.length === 0) return undefined;
    for (const one of value) parseNatsServer(one);
    return [...value];
  },
  read: (given, previous) => [
    ...((previous as readonly string[] | undefined) ?? []),
    ...given.split(",").map((one) => one.trim()),
  ],
};

const secret = (expected: string): Kind<string> => ({ ...text(expected), secret: true });

/** A subject that calls can be sent to: dots between its tokens, and none of them empty or a wildcard. */
export const natsSubject: Kind<string> = {
  ...text("a subject such as thrift.calculator: no spaces, no wildcards, no empty part", (value) =>
    typeof value === "string" && /[*>]/.test(value)
      ? "a wildcard stands for several subjects; calls are sent to one"
      : undefined,
  ),
  accept: (value) =>
    typeof value === "string" && /^[^\s.*>$]+(\.[^\s.*>$]+)*$/.test(value) ? value : undefined,
};

const groupName: Kind<string> = {
  ...text("the name of a queue group, without spaces"),
  accept: (value) => (typeof value === "string" && /^[^\s*>]+$/.test(value) ? value : undefined),
};

const pem = path("the path of a PEM file");
const file = path("the path of a file");

/** The rows of NATS, as `--help` lists them. */
export const natsRows = {
  nats: {
    kind: servers,
    group,
    placeholder: "servers",
    help: "servers of NATS to take calls from, nats://a:4222 say, with commas between; can be repeated",
  },
  natsSubject: {
    kind: natsSubject,
    group,
    placeholder: "subject",
    help: "the subject that calls are sent to, thrift.calculator say",
  },
  natsGroup: {
    kind: groupName,
    fallback: standardGroup,
    group,
    placeholder: "name",
    help: "the queue group: each call goes to one of its members",
  },
  natsRoute: {
    kind: oneOf<NatsRoute>(["subject", "method"]),
    fallback: "subject" as const,
    group,
    placeholder: "way",
    help: "method: each function has its subject, SUBJECT.METHOD or SUBJECT.SERVICE.METHOD; all who call have to know",
  },
  natsName: {
    kind: text("a name"),
    group,
    placeholder: "name",
    help: "the connection's name in the lists of NATS",
    usual: "thriftserve and the process id",
  },
  natsUser: { kind: text("a user's name"), group, placeholder: "name", help: "the user to log in as" },
  natsPassword: {
    kind: secret("a password, which is not empty"),
    group,
    placeholder: "password",
    help: "the user's password; on a command line the machine's users see it",
  },
  natsPasswordFile: {
    kind: file,
    group,
    placeholder: "file",
    help: "a file with that password, which keeps it off the command line",
  },
  natsToken: {
    kind: secret("a token, which is not empty"),
    group,
    placeholder: "token",
    help: "a token to log in with; on a command line the machine's users see it",
  },
  natsTokenFile: {
    kind: file,
    group,
    placeholder: "file",
    help: "a file with that token, which keeps it off the command line",
  },
  natsNkey: {
    kind: file,
    group,
    placeholder: "file",
    help: "a file with the seed of an NKey to log in with",
  },
  natsCredentials: {
    kind: file,
    group,
    placeholder: "file",
    help: "a credentials file to log in with, as nsc writes it",
  },
  natsTlsCa: {
    kind: pem,
    group,
    placeholder: "file",
    help: "authorities, in PEM, that the certificates of NATS' servers have to be from: TLS is required then",
    usual: "the runtime's own",
  },
  natsTlsCert: {
    kind: pem,
    group,
    placeholder: "file",
    help: "certificate, in PEM, to show to NATS' servers",
  },
  natsTlsKey: { kind: pem, group, placeholder: "file", help: "that certificate's private key in PEM" },
} satisfies Readonly<Record<keyof (NatsConnectionOptions & NatsGroupOptions), NatsRow>>;

/** The row of JetStream: members, gateways and clients have words of their own for it. */
export const natsJetstreamRow = { kind: flag, fallback: false, group } as const;
