// The options of a server that joins a group over NATS, and the settings that they come to.
import { integer } from "../options/kinds.ts";
import type { NatsRoute } from "./convention.ts";
import type { NatsConnectionOptions, NatsGroupOptions } from "./options.ts";
import { natsHeading, natsJetstreamRow, natsRows } from "./rows.ts";
import type { NatsConnectionSettings } from "./settings.ts";

/** The options of {@link serve} by which a server takes calls from NATS. */
export interface NatsOptions extends NatsConnectionOptions, NatsGroupOptions {
  /**
   * The most calls, besides those at work, that a worker keeps waiting whose callers could send them to another member, as gateways
   * can; it keeps no more than are begun in 25 ms or so. Others wait as those of sockets do. Default: 1000.
   */
  natsQueue?: number;
  /**
   * Takes the oneway calls that JetStream keeps, besides the others: each stays there until a member has run it. They are those of
   * gateways and clients that were told the same. Default: false.
   */
  natsJetstream?: boolean;
  /**
   * How many times such a call is brought again whose handler has thrown, or whose member has ended with it; then it is kept among
   * those that were given up. Default: 5.
   */
  natsRedeliveries?: number;
}

/** The rows of a member. */
export const natsMemberRows = {
  ...natsRows,
  natsQueue: {
    kind: integer(0),
    fallback: 1000,
    group: natsHeading,
    help: "calls that a worker keeps waiting while another member could take them; no more than it can begin in 25 ms or so",
  },
  natsJetstream: {
    ...natsJetstreamRow,
    help: "take the oneway calls that JetStream keeps, too: each stays there until it has been run",
  },
  natsRedeliveries: {
    kind: integer(0),
    fallback: 5,
    group: natsHeading,
    help: "how many times JetStream brings a oneway call again that could not be run; then it is kept among those that were given up",
  },
};

/** The settings of a member. Plain data: workers are sent it. */
export interface NatsSettings extends NatsConnectionSettings {
  readonly natsSubject: string;
  readonly natsGroup: string;
  readonly natsRoute: NatsRoute;
  readonly natsQueue: number;
  readonly natsJetstream: boolean;
  readonly natsRedeliveries: number;
}
