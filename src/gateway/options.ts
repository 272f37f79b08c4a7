// The options of a gateway beside those of a server, and the latter's that mean nothing to it.

import type { NatsConnectionOptions, NatsGroupOptions } from "../nats/options.ts";
import { type NatsRow, natsHeading, natsJetstreamRow, natsRows } from "../nats/rows.ts";
import { seconds } from "../options/kinds.ts";

/** The options by which a gateway calls its group. */
export interface GatewayOptions extends NatsConnectionOptions, Omit<NatsGroupOptions, "natsGroup"> {
  /** Seconds that a call may take whose client says nothing shorter. Default: 60. */
  natsTimeout?: number;
  /** Seconds for which calls wait for a member where there is none; 0: they fail at once. Default: 0. */
  natsWait?: number;
  /** Has JetStream keep oneway calls until a member has run them: of members that were told the same. Default: false. */
  natsJetstream?: boolean;
}

const { natsGroup: _, ...shared } = natsRows;

/** The rows of a gateway's own options. */
export const gatewayRows = {
  ...shared,
  nats: {
    ...shared.nats,
    help: "servers of NATS to send calls to, nats://a:4222,nats://b:4222; can be repeated",
  },
  natsTimeout: {
    kind: seconds(),
    fallback: 60,
    group: natsHeading,
    placeholder: "seconds",
    help: "how long a call may take whose client says nothing shorter",
  },
  natsWait: {
    kind: seconds(),
    fallback: 0,
    group: natsHeading,
    placeholder: "seconds",
    help: "how long calls wait for a member of the group where there is none; 0: they fail at once",
  },
  natsJetstream: {
    ...natsJetstreamRow,
    help: "have JetStream keep oneway calls until a member has run them; members have to be told the same",
  },
} satisfies Readonly<Record<keyof GatewayOptions, NatsRow>>;

/** Calls that a gateway has under way, unless `concurrency` says another number. */
export const usualConcurrency = 1024;
