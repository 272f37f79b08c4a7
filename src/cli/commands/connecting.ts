// The options of commands that connect to a server, as the client takes them.
import { parseAddresses } from "../../client/address/address.ts";
import type { ConnectOptions } from "../../client/options.ts";
import type { NatsRoute } from "../../nats/convention.ts";
import { OptionsError, onCommandLine } from "../../options/error.ts";
import { Mistake } from "../mistakes.ts";

/** The values of the options. */
export interface ConnectingOptions {
  readonly protocol?: ConnectOptions["protocol"];
  readonly transport?: ConnectOptions["transport"];
  readonly multiplexed?: boolean;
  readonly prefix?: string;
  readonly header?: Readonly<Record<string, string>>;
  readonly timeout?: number;
  readonly concurrency?: number;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsServerName?: string;
  readonly natsUser?: string;
  readonly natsPasswordFile?: string;
  readonly natsTokenFile?: string;
  readonly natsNkey?: string;
  readonly natsCredentials?: string;
  readonly natsRoute?: NatsRoute;
}

/** The default of `--timeout`, in seconds. */
export const usualTimeout = 60;

/** @throws {Mistake} when the address is none, or has no use for what is given beside. */
export function connectingOf(address: string, settings: ConnectingOptions): ConnectOptions {
  const { protocol, transport, multiplexed, prefix, header, concurrency, timeout = usualTimeout } = settings;
  const { tlsCa: ca, tlsCert: cert, tlsKey: key, tlsServerName: serverName } = settings;
  const files = Object.fromEntries(
    Object.entries({ ca, cert, key, serverName }).filter(([, value]) => value),
  );
  const login = {
    ...{ user: settings.natsUser, passwordFile: settings.natsPasswordFile, route: settings.natsRoute },
    ...{ tokenFile: settings.natsTokenFile, nkey: settings.natsNkey, credentials: settings.natsCredentials },
  };
  const nats = Object.fromEntries(Object.entries(login).filter(([, value]) => value !== undefined));
  const hasFiles = Object.keys(files).length > 0;
  try {
    const addresses = parseAddresses(address);
    if (hasFiles && !addresses.every(({ scheme }) => ["tls", "unix", "nats"].includes(scheme)))
      throw new Mistake(`options of TLS are for addresses of tls:// and nats://; the address is ${address}`);
  } catch (error) {
    throw error instanceof OptionsError ? new Mistake(error.told(onCommandLine, "the address")) : error;
  }
  return {
    ...{ address, protocol, transport, timeout, headers: header, connections: concurrency },
    ...{ multiplexed: prefix ?? multiplexed, connectTimeout: timeout, retries: 0 },
    ...(hasFiles && { tls: files }),
    ...(Object.keys(nats).length > 0 && { nats }),
  };
}

/** Names an option of connect() as this command has it: `--tls-ca` for `tls.ca`. */
export function asCalled(option: string, value?: string | number): string {
  const ofTls = option.replace(
    /^(tls|nats)\.(\w)/,
    (_, of: string, letter: string) => of + letter.toUpperCase(),
  );
  return onCommandLine(ofTls === "headers" ? "header" : ofTls, value);
}
