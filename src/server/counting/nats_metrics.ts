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
  {
    name: "thrift_server_nats_stream_messages_total",
    type: "counter" as const,
    help: "Oneway calls that JetStream has brought: delivered, and of these redelivered, which it had brought before; acknowledged, as they were run; retried, which it is to bring again; or dead, which were given up.",
    labels: ["outcome"],
    samples: ({ nats }: Pick<Observed, "nats">) =>
      nats === undefined
        ? []
        : (["delivered", "redelivered", "acknowledged", "retried", "dead"] as const).map((outcome) => ({
            labels: { outcome },
            value: nats[outcome],
          })),
  },
];
