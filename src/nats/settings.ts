// The options of connections to NATS, checked together.
import type { Filled } from "../options/check.ts";
import { OptionsError } from "../options/error.ts";
import { refuseContradictions } from "./login.ts";
import type { NatsConnectionOptions, NatsGroupOptions } from "./options.ts";
import type { natsRows } from "./rows.ts";

/** The options of a connection, checked. Plain data: workers are sent it. */
export type NatsConnectionSettings = Pick<Filled<typeof natsRows>, keyof NatsConnectionOptions> & {
  readonly nats: readonly string[];
};

/**
 * @param given what was given, without the defaults.
 * @throws {OptionsError} when an option of NATS has no use beside the others.
 */
export function refuseSenselessNats(
  given: NatsConnectionOptions &
    NatsGroupOptions & { readonly natsJetstream?: boolean; readonly natsRedeliveries?: number },
): void {
  if (given.nats === undefined) {
    const useless = (Object.keys(given) as (keyof typeof given)[]).find(
      (option) => option.startsWith("nats") && given[option] !== undefined,
    );
    if (useless === undefined) return;
    throw new OptionsError(
      useless,
      (named) => `is of no use without ${named("nats")}, the servers to connect to`,
    );
  }
  if (given.natsSubject === undefined)
    throw new OptionsError(
      "nats",
      (named) => `needs the subject of the calls: ${named("natsSubject", "thrift.calculator")}`,
    );
  if (given.natsRedeliveries !== undefined && given.natsJetstream !== true)
    throw new OptionsError(
      "natsRedeliveries",
      (named) => `is of no use without ${named("natsJetstream")}: other calls are brought once`,
    );
  refuseContradictions(given);
}
