// Connections to NATS: by its own client, which is loaded when the first is made, and kept up as long as the program wants them.
import { readFileSync } from "node:fs";
import type { Authenticator, ConnectionOptions, NatsConnection, Status } from "@nats-io/transport-node";
import { log } from "../log/log.ts";
import { unreadableBecause } from "../words/paths.ts";
import { textOf } from "../words/thrown.ts";
import { parseNatsServer } from "./address.ts";
import { NatsError } from "./error.ts";
import { reconnectDelay } from "./reconnect_delay.ts";
import type { NatsConnectionSettings } from "./settings.ts";

export type { Msg, MsgHdrs, NatsConnection, Subscription } from "@nats-io/transport-node";

/** NATS' client. */
export type NatsClient = typeof import("@nats-io/transport-node");

/** A connection, and the client that it is of. */
export interface OpenNats {
  readonly client: NatsClient;
  readonly connection: NatsConnection;
  /** The server that it is connected to: `nats://a:4222`. */
  readonly server: string;
}

/**
 * Connects to the first of the servers that answers. A connection that is lost is made anew, with any of the cluster's servers, for as
 * long as it takes; what is published meanwhile is kept and sent then. The log tells of it.
 *
 * @param name the connection's, where the options name none.
 * @param tellsLog whether the log is told when it is lost.
 * @throws {NatsError} when none answers, or the login is refused.
 */
export async function connectNats(
  settings: NatsConnectionSettings,
  name: string,
  tellsLog = true,
): Promise<OpenNats> {
  const servers = settings.nats.map((one) => parseNatsServer(one));
  const client = await import("@nats-io/transport-node");
  const options: ConnectionOptions = {
    servers: servers.map(({ host, port }) => (host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`)),
    name: settings.natsName ?? name,
    timeout: connectsWithin,
    pingInterval: pingedEvery,
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    ...tlsOf(
      settings,
      servers.some(({ tls }) => tls),
    ),
  };
  const delay = reconnectDelay();
  options.reconnectDelayHandler = () => delay.next();
  const authenticator = authenticatorOf(settings, client);
  if (authenticator !== undefined) options.authenticator = authenticator;
  let connection: NatsConnection;
  try {
    connection = await client.connect(options);
  } catch (error) {
    throw new NatsError(refusalOf(error, settings), { cause: error });
  }
  void tellStatus(connection, delay, tellsLog).catch(() => {});
  return { client, connection, server: `nats://${connection.getServer()}` };
}

/** The TLS of a connection; none is asked for where nothing is said of it, and that of servers that require it is taken. */
function tlsOf(
  { natsTlsCa, natsTlsCert, natsTlsKey }: NatsConnectionSettings,
  isRequired: boolean,
): Pick<ConnectionOptions, "tls"> {
  if (!isRequired && natsTlsCa === undefined && natsTlsCert === undefined) return {};
  const read = (option: string, path: string | undefined) =>
    path === undefined ? undefined : readText(option, path);
  const [ca, cert, key] = [
    read("natsTlsCa", natsTlsCa),
    read("natsTlsCert", natsTlsCert),
    read("natsTlsKey", natsTlsKey),
  ];
  return { tls: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) } };
}

/** Files are read anew for each connection, so that what they hold may change. */
function authenticatorOf(settings: NatsConnectionSettings, client: NatsClient): Authenticator | undefined {
  const { natsUser, natsPassword, natsPasswordFile, natsToken, natsTokenFile } = settings;
  const { natsNkey, natsCredentials } = settings;
  if (natsUser !== undefined) {
    const password = natsPasswordFile && line("natsPasswordFile", natsPasswordFile);
    return client.usernamePasswordAuthenticator(natsUser, password ?? natsPassword);
  }
  if (natsTokenFile !== undefined) return client.tokenAuthenticator(line("natsTokenFile", natsTokenFile));
  if (natsToken !== undefined) return client.tokenAuthenticator(natsToken);
  if (natsNkey !== undefined) {
    const seed = line("natsNkey", natsNkey);
    return client.nkeyAuthenticator(() => new TextEncoder().encode(seed()));
  }
  if (natsCredentials === undefined) return undefined;
  const whole = kept("natsCredentials", natsCredentials);
  return client.credsAuthenticator(() => new TextEncoder().encode(whole()));
}

/** A file's only line. */
function line(option: string, path: string): () => string {
  const text = kept(option, path);
  return () => text().trim();
}

/** A file's text, the last that could be read: one that is being replaced is not there for a moment. */
function kept(option: string, path: string): () => string {
  let last = readText(option, path);
  return () => {
    try {
      last = readText(option, path);
    } catch (error) {
      log.warn("{reason}: what it held before is used", { reason: textOf(error) });
    }
    return last;
  };
}

/** @throws {NatsError} */
function readText(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new NatsError(`${option} is ${path}: ${unreadableBecause(error)}`);
  }
}

function refusalOf(error: unknown, { nats }: NatsConnectionSettings): string {
  if (error instanceof NatsError) return error.message;
  const servers = nats.join(", ");
  const text = textOf(error);
  if (/authorization|authentication|nkey|signature|jwt/i.test(text))
    return `NATS at ${servers} refuses the login (${text}); a user, a token, an NKey or a credentials file is expected that it knows`;
  if (/tls|certificate|self.signed|ssl/i.test(text))
    return `no TLS connection to NATS at ${servers} (${text}); natsTlsCa names the authority of its certificate`;
  return `no NATS server answers at ${servers} (${text}); is nats-server running there, and does it listen on that address?`;
}

/** Tells in the log what becomes of a connection, until it is closed. */
async function tellStatus(
  connection: NatsConnection,
  delay: { reset(): void },
  tellsLog: boolean,
): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === "reconnect") delay.reset();
    if (tellsLog) tell(status);
  }
}

function tell(status: Status): void {
  if (status.type === "disconnect")
    log.warn("lost the connection to NATS at {server}: it is made anew as soon as a server answers", {
      server: status.server,
    });
  else if (status.type === "reconnect")
    log.info("connected to NATS again, at {server}", { server: status.server });
  else if (status.type === "error") log.error("NATS says: {reason}", { reason: textOf(status.error) });
  else if (status.type === "staleConnection") log.warn("NATS does not answer: its connection is closed");
}

/** Milliseconds. */
const connectsWithin = 5000;
/** Milliseconds. After two that are not answered the connection is taken to be lost. */
const pingedEvery = 20_000;
