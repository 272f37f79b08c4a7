// Reads the address of a server of NATS from text.
import { type Refuse, readHostAndPort } from "../options/address_parts.ts";
import { OptionsError } from "../options/error.ts";
import { shown, shownText } from "../options/shown.ts";
import { didYouMean } from "../words/nearest.ts";

/** A server of NATS. */
export interface NatsServer {
  /** Whether its connections have to be of TLS; otherwise they are where the server offers it. */
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `nats://host:4222`, `tls://host:4222`, `host:4222` and `host`.
 * @param option the name that a refusal begins with.
 * @throws {OptionsError} when it is none.
 */
export function parseNatsServer(given: unknown, option = "nats"): NatsServer {
  const refuse: Refuse = (why) => {
    throw new OptionsError(
      option,
      `is ${typeof given === "string" ? shownText(given) : shown(given)}; ${why}`,
    );
  };
  if (typeof given !== "string") return refuse(`expected ${expected}`);
  const [, named, rest = given] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/i.exec(given.trim()) ?? [];
  const scheme = named?.toLowerCase() ?? "nats";
  if (scheme !== "nats" && scheme !== "tls")
    return refuse(`there is no scheme ${scheme}${didYouMean(scheme, ["nats", "tls"])}; expected ${expected}`);
  if (rest.includes("@"))
    throw new OptionsError(
      option,
      (name) =>
        `has a user in an address, where it would be seen; ${name("natsUser")} and ${name("natsPasswordFile")} say it`,
    );
  if (/[/?#\s]/.test(rest)) return refuse(`nothing follows the port; expected ${expected}`);
  const { host, port = standardPort } = readHostAndPort(rest, 1, expected, refuse);
  if (host === "") return refuse(`the host is missing; expected ${expected}`);
  return { tls: scheme === "tls", host, port };
}

const expected = "nats://HOST:PORT or tls://HOST:PORT";
/** The port of a server that names none. */
export const standardPort = 4222;
