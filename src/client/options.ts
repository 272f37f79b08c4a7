// A row for every option of connect(): how its value is checked, and its default.
import { checkOptions, type Filled, type Row } from "../options/check.ts";
import { OptionsError } from "../options/error.ts";
import { host, integer, type Kind, standardAddress, text } from "../options/kinds.ts";
import { oneOf, otherProtocols, otherTransports } from "../options/names.ts";
import { type ProtocolName, protocolNames } from "../protocol/names.ts";
import { all, connectOwner, tlsOwner } from "./option_habits.ts";
import type { AddressOptions, ClientTlsOptions } from "./socket.ts";

/** The address of a server, and the dialect to speak with it. */
export interface ConnectOptions extends AddressOptions {
  /** Default: `binary`. THeader holds binary or compact. */
  protocol?: ProtocolName;
  /** Default: `framed`. `zlib` is a zlib stream of messages without frames. */
  transport?: ClientTransport;
  /**
   * The prefix of functions' names, for a server of multiplexed services: the name that it lists the
   * service under, or true for the service's own. Default: false, nothing.
   */
  multiplexed?: string | boolean;
}

/** A transport that the client speaks. */
export type ClientTransport = "framed" | "buffered" | "header" | "zlib";

const clientTransports = [
  "framed",
  "buffered",
  "header",
  "zlib",
] as const satisfies readonly ClientTransport[];

const overHttp =
  "connect() does not speak HTTP or WebSocket; servers of this program take both from Apache's clients";

const tls: Kind<boolean | ClientTlsOptions> = {
  type: "other",
  expected: 'true, or an object such as { ca: "ca.crt" }',
  accept: (value) =>
    typeof value === "boolean" || (typeof value === "object" && value !== null) ? value : undefined,
};

const multiplexed: Kind<string | boolean> = {
  type: "string",
  expected: "the name that the server lists the service under, or true for its own",
  accept: (value) =>
    typeof value === "boolean" || (typeof value === "string" && value !== "" && !value.includes(":"))
      ? value
      : undefined,
  hint: (value) => (String(value).includes(":") ? "the colon is put behind it by itself" : undefined),
};

const connectRows = {
  host: { kind: host("the name or address of the server's machine"), fallback: standardAddress.host },
  port: { kind: integer(1, 65_535), fallback: standardAddress.port },
  unix: { kind: text("a path, or @ and a name") },
  tls: { kind: tls, fallback: false },
  protocol: {
    kind: oneOf(protocolNames, {
      hints: { ...otherProtocols, auto: "the client chooses, and the server is told by it" },
    }),
    fallback: "binary",
  },
  transport: {
    kind: oneOf(clientTransports, {
      hints: {
        ...otherTransports,
        ...all(
          ["http", "https", "thttpclient", "thttptransport", "websocket", "ws", "wss", "twebsocket"],
          overHttp,
        ),
        ...all(["tls", "ssl"], "TLS is an option of its own: tls: true"),
        auto: "the client chooses, and the server is told by it",
      },
    }),
    fallback: "framed",
  },
  multiplexed: { kind: multiplexed, fallback: false },
} satisfies { readonly [Name in keyof Required<ConnectOptions>]: Row<NonNullable<ConnectOptions[Name]>> };

const path = text("the path of a PEM file");
const pem: Kind<string> = {
  ...path,
  accept: (value) => (String(value).includes("-----BEGIN") ? undefined : path.accept(value)),
  hint: (value) => (String(value).includes("-----BEGIN") ? "write it to a file" : undefined),
};

const tlsRows = {
  ca: { kind: pem },
  cert: { kind: pem },
  key: { kind: pem },
  serverName: { kind: text("a name") },
} satisfies { readonly [Name in keyof Required<ClientTlsOptions>]: Row<string> };

/**
 * Checks the options of connect() and fills in the defaults.
 * @throws {OptionsError}
 */
export function connectOptions(given: ConnectOptions): Filled<typeof connectRows> {
  const options = checkOptions(connectRows, given, connectOwner);
  if (typeof options.tls === "object") checkOptions(tlsRows, options.tls, tlsOwner);
  for (const option of ["host", "port"] as const) {
    if (options.unix === undefined || given[option] === undefined) continue;
    throw new OptionsError(
      option,
      (named) => `is for TCP; the client is to connect to a Unix socket: ${named("unix", options.unix)}`,
    );
  }
  if (options.protocol === "json" && options.transport === "header") {
    throw new OptionsError(
      "protocol",
      (named) => `is json, which ${named("transport", "header")} does not carry; it holds binary or compact`,
    );
  }
  return options;
}
