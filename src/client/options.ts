// A row for every option of connect(): how its value is checked, and its default.
import { checkOptions, type Filled, type Row } from "../options/check.ts";
import { OptionsError } from "../options/error.ts";
import { host, integer, type Kind, seconds, standardAddress, text } from "../options/kinds.ts";
import { oneOf, otherProtocols, otherTransports } from "../options/names.ts";
import { type ProtocolName, protocolNames } from "../protocol/names.ts";
import type { CallHeaders } from "../transport/envelope.ts";
import { isToken } from "../transport/reply_header.ts";
import { type Address, addressText, parseAddresses } from "./address/address.ts";
import type { AddressOptions, ClientNatsOptions, ClientTlsOptions } from "./address/options.ts";
import type { CallHooks } from "./calls/hooks.ts";
import type { ClientTransport } from "./connection/settings.ts";
import { all, callOwner, connectOwner, tlsOwner } from "./option_habits.ts";

/** The addresses of servers, the dialect to speak with them, and what calls may take. All times are in seconds. */
export interface ConnectOptions extends AddressOptions, CallOptions, CallHooks {
  /**
   * The place of the server, `tcp://host:9090`, instead of host, port or unix; or several, in a list or with commas between:
   * the first that can be connected to is called.
   */
  address?: string | URL | readonly (string | URL)[];
  /** Default: `binary`. THeader holds binary or compact. */
  protocol?: ProtocolName;
  /** Default: `framed`, and `buffered` over WebSocket. `zlib` is a zlib stream of messages without frames. */
  transport?: ClientTransport;
  /**
   * The prefix of functions' names, for a server of multiplexed services: the name that it lists the
   * service under, or true for the service's own. Default: false, nothing.
   */
  multiplexed?: string | boolean;
  /** Seconds that connecting to one server may take, its TLS handshake included; 0: as long as the system lets it. Default: 10. */
  connectTimeout?: number;
  /** The most connections at a time. A call goes to the one with the fewest. Default: 1. */
  connections?: number;
  /**
   * Functions that may be run twice, by name, or true for all: their calls are made again when the connection ends before
   * the reply. Those that the IDL marks, `i32 add(...) (idempotent)`, need not be listed. Default: none.
   */
  idempotent?: boolean | readonly string[];
  /** Attempts after the first, of a call that was not sent or may be run twice. Default: 10. */
  retries?: number;
  /** Seconds before the first of them; each of the later waits is twice as long, and half of each is left to chance. Default: 0.05. */
  retryDelay?: number;
  /** The longest of these waits. Default: 2. */
  maxRetryDelay?: number;
  /** Seconds of silence after which the system asks whether the server is still there; 0: never. Default: 60. */
  keepAlive?: number;
  /** Seconds without a call after which a connection is closed; the next call opens one. 0: never. Default: 0. */
  idleTimeout?: number;
}

/** The settings that each call can have of its own. */
export interface CallOptions {
  /** Seconds that a call may take, with all its attempts, until it fails with a TimeoutError; 0: any time. Default: 0. */
  timeout?: number;
  /** Gives calls up when it is aborted: they fail with its reason. Default: none. */
  signal?: AbortSignal;
  /** Sent with calls, where the transport is `header` or the address one of HTTP or NATS. Default: none. */
  headers?: Readonly<Record<string, string>>;
  /** Is told the headers of each reply that can have some. A call fails with what it throws. */
  onHeaders?: (headers: CallHeaders) => void;
}

const clientTransports = [
  "framed",
  "buffered",
  "header",
  "zlib",
] as const satisfies readonly ClientTransport[];

const overHttp = "the address says that: http://HOST:PORT/ or ws://HOST:PORT/";

const tls: Kind<boolean | ClientTlsOptions> = {
  type: "other",
  expected: 'true, or an object such as { ca: "ca.crt" }',
  accept: (value) =>
    typeof value === "boolean" || (typeof value === "object" && value !== null) ? value : undefined,
};

const nats: Kind<ClientNatsOptions> = {
  type: "other",
  expected: 'an object such as { user: "calculator", passwordFile: "password" }',
  accept: (value) => (typeof value === "object" && value !== null ? value : undefined),
};

const address: Kind<string | URL | readonly (string | URL)[]> = {
  type: "string",
  expected: "an address such as tcp://host:9090, or a list of them",
  accept: (value) =>
    typeof value === "string" || value instanceof URL || Array.isArray(value) ? (value as string) : undefined,
};

const signal: Kind<AbortSignal> = {
  type: "other",
  expected: "an AbortSignal",
  accept: (value) => (value instanceof AbortSignal ? value : undefined),
  hint: (value) => (value instanceof AbortController ? "give its signal" : undefined),
};

const headers: Kind<CallHeaders> = {
  type: "other",
  expected: "an object of names and texts of one line",
  accept(value) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const isGood = Object.entries(value).every(
      ([name, text]) => isToken.test(name) && typeof text === "string" && !/[\r\n\0]/.test(text),
    );
    return isGood ? (value as CallHeaders) : undefined;
  },
};

const idempotent: Kind<boolean | readonly string[]> = {
  type: "other",
  expected: "the names of functions that may be run twice, or true for all",
  accept: (value) =>
    typeof value === "boolean" || (Array.isArray(value) && value.every((one) => typeof one === "string"))
      ? value
      : undefined,
};

function callback<Callback>(): Kind<Callback> {
  return {
    type: "other",
    expected: "a function",
    accept: (value) => (typeof value === "function" ? (value as Callback) : undefined),
  };
}

const multiplexed: Kind<string | boolean> = {
  type: "string",
  expected: "the name that the server lists the service under, or true for its own",
  accept: (value) =>
    typeof value === "boolean" || (typeof value === "string" && value !== "" && !value.includes(":"))
      ? value
      : undefined,
  hint: (value) => (String(value).includes(":") ? "the colon is put behind it by itself" : undefined),
};

const callRows = {
  timeout: { kind: seconds(), fallback: 0 },
  signal: { kind: signal },
  headers: { kind: headers },
  onHeaders: { kind: callback<(headers: CallHeaders) => void>() },
} satisfies { readonly [Name in keyof Required<CallOptions>]: Row<NonNullable<CallOptions[Name]>> };

const connectRows = {
  address: { kind: address },
  host: { kind: host("the name or address of the server's machine"), fallback: standardAddress.host },
  port: { kind: integer(1, 65_535), fallback: standardAddress.port },
  unix: { kind: text("a path, or @ and a name") },
  tls: { kind: tls, fallback: false },
  nats: { kind: nats },
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
  },
  multiplexed: { kind: multiplexed, fallback: false },
  ...callRows,
  connectTimeout: { kind: seconds(), fallback: 10 },
  connections: { kind: integer(1), fallback: 1 },
  idempotent: { kind: idempotent, fallback: false },
  retries: { kind: integer(0), fallback: 10 },
  retryDelay: { kind: seconds(), fallback: 0.05 },
  maxRetryDelay: { kind: seconds(), fallback: 2 },
  keepAlive: { kind: seconds(), fallback: 60 },
  idleTimeout: { kind: seconds(), fallback: 0 },
  onCall: { kind: callback<NonNullable<CallHooks["onCall"]>>() },
  onConnect: { kind: callback<NonNullable<CallHooks["onConnect"]>>() },
  onDisconnect: { kind: callback<NonNullable<CallHooks["onDisconnect"]>>() },
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

/** The options that connect() works with, all filled in. Not worked out of the rows: a public type has to be spelt out. */
export type Connecting = {
  readonly [Name in keyof Omit<Required<ConnectOptions>, "address">]: Name extends WithDefault
    ? NonNullable<ConnectOptions[Name]>
    : ConnectOptions[Name];
} & { readonly addresses: readonly Address[] };

type WithDefault =
  | ("host" | "port" | "tls" | "protocol" | "multiplexed" | "timeout" | "connectTimeout" | "connections")
  | ("idempotent" | "retries" | "retryDelay" | "maxRetryDelay" | "keepAlive" | "idleTimeout");

/**
 * Checks the options of connect() and fills in the defaults.
 * @throws {OptionsError}
 */
export function connectOptions(given: ConnectOptions): Connecting {
  const options = checkOptions(connectRows, given, connectOwner);
  if (typeof options.tls === "object") checkOptions(tlsRows, options.tls, tlsOwner);
  for (const option of ["host", "port", "unix"] as const) {
    if (options.address === undefined || given[option] === undefined) continue;
    throw new OptionsError(option, "has no use beside an address, which says where the server is");
  }
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
  const connecting = { ...options, addresses: addressesOf(options) };
  checkWeb(connecting);
  checkHeaders(connecting, options.headers);
  return connecting;
}

/** Checks the settings of some calls. @throws {OptionsError} */
export function callOptions(given: CallOptions, connecting: Connecting): CallOptions {
  const { timeout, ...options } = checkOptions(callRows, given, callOwner);
  checkHeaders(connecting, options.headers);
  return { ...options, ...(given.timeout === undefined ? {} : { timeout }) };
}

function addressesOf({ address, host, port, unix, tls }: Filled<typeof connectRows>): readonly Address[] {
  if (address !== undefined) return parseAddresses(address);
  if (unix !== undefined) return [{ scheme: "unix", path: unix }];
  return [{ scheme: tls === false ? "tcp" : "tls", host, port }];
}

/** Refuses choices that an address of HTTP, WebSocket or NATS does not leave. */
function checkWeb({ addresses, transport, tls, nats }: Connecting): void {
  const overNats = addresses.find(({ scheme }) => scheme === "nats");
  if (transport !== undefined && overNats !== undefined)
    throw new OptionsError("transport", `is ${transport}; a message of NATS holds a call as it is`);
  if (nats !== undefined && overNats === undefined)
    throw new OptionsError("nats", "is for addresses of NATS, nats://HOST:PORT/SUBJECT");
  const web = addresses.find((one) => "url" in one);
  if (web === undefined) return;
  if (transport !== undefined && transport !== "buffered" && web.scheme.startsWith("http")) {
    throw new OptionsError("transport", `is ${transport}; a request over HTTP holds its message as it is`);
  }
  if (tls === false) return;
  throw new OptionsError("tls", `is not for ${web.url}: the runtime trusts there whom it trusts`);
}

/** Whether calls to an address of the scheme have headers, whatever their transport. */
export function carriesHeaders(scheme: Address["scheme"]): boolean {
  return scheme === "http" || scheme === "https" || scheme === "nats";
}

function checkHeaders({ addresses, transport }: Connecting, headers: CallHeaders | undefined): void {
  if (headers === undefined || transport === "header") return;
  const without = addresses.find(({ scheme }) => !carriesHeaders(scheme));
  if (without === undefined) return;
  throw new OptionsError(
    "headers",
    (named) =>
      `cannot be sent to ${addressText(without)}: they need ${named("transport", "header")}, HTTP or NATS`,
  );
}
