// The options by which a program logs in to NATS, checked against each other: those of a server, a gateway and a client.
import { OptionsError } from "../options/error.ts";
import type { NatsConnectionOptions } from "./options.ts";

/** The names that a program's own options have for those of a connection. */
export type NamesOf = (option: keyof NatsConnectionOptions) => string;

/**
 * @param given what was given, without the defaults.
 * @param name the option, as whoever has given it calls it. Default: as it is.
 * @throws {OptionsError} when there are two ways to log in, or one lacks its other half.
 */
export function refuseContradictions(given: NatsConnectionOptions, name: NamesOf = (option) => option): void {
  const isGiven = (option: keyof NatsConnectionOptions) => given[option] !== undefined;
  const [first, second] = ways.filter(isGiven);
  if (first !== undefined && second !== undefined)
    throw new OptionsError(
      name(second),
      (named) => `cannot be combined with ${named(name(first))}: log in by one of them`,
    );
  const [password, another] = passwords.filter(isGiven);
  if (another !== undefined)
    throw new OptionsError(
      name(another),
      (named) => `cannot be combined with ${named(name("natsPassword"))}`,
    );
  if (password !== undefined && !isGiven("natsUser"))
    throw new OptionsError(
      name(password),
      (named) => `needs the user's name too: ${named(name("natsUser"))}`,
    );
  const [has, lacks] = isGiven("natsTlsCert") ? pair : pair.toReversed();
  if (isGiven(has!) && !isGiven(lacks!))
    throw new OptionsError(name(has!), (named) => `needs ${named(name(lacks!))} too`);
}

const ways = ["natsUser", "natsToken", "natsTokenFile", "natsNkey", "natsCredentials"] as const;
const passwords = ["natsPassword", "natsPasswordFile"] as const;
const pair = ["natsTlsCert", "natsTlsKey"] as const;
