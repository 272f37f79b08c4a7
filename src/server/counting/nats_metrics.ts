// The metrics of a server that takes calls from NATS.
import type { Observed } from "./observed.ts";

/** Empty for servers that do not. */
export const natsMetrics = [
  {
    name: "thrift_server_nats_messages_total",
    type: "counter" as const,
    help: "Messages that have come by NATS: taken as calls, and of these failed, which got no reply of their call; or given back for another member of the group.",
    labels: ["outcome"],
    samples: ({ nats }: Pick<Observed, "nats">) =>
      nats === undefined
        ? []
        : [
            { labels: { outcome: "taken" }, value: nats.requests },
            { labels: { outcome: "failed" }, value: nats.errors },
            { labels: { outcome: "given_back" }, value: nats.givenBack },
          ],
  },
];
