// Serves a gateway: an ordinary server without workers, whose calls a group's members run.
import type { Method } from "../handler/handler.ts";
import { GroupHeaders } from "../nats/calling/call_headers.ts";
import { GroupCalls } from "../nats/calling/group_calls.ts";
import { connectNats, type OpenNats } from "../nats/connection.ts";
import { refuseSenselessNats } from "../nats/settings.ts";
import type { OnewayStore } from "../nats/streamed/storing.ts";
import { checkOptions } from "../options/check.ts";
import { OptionsError } from "../options/error.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { RunningServer } from "../server/life/running_server.ts";
import type { ServeOptions } from "../server/options/options.ts";
import type { Program } from "../server/program.ts";
import { serveFor } from "../server/serve.ts";
import { type GatewayOptions, gatewayRows, usualConcurrency } from "./options.ts";
import { gatewayProcessor } from "./processor.ts";
import type { Group } from "./remote_call.ts";

/**
 * Serves the functions of a service to ordinary clients, and sends their calls to a group over NATS.
 *
 * @param program that ends with it.
 * @param service the functions that clients may call: other calls are refused without asking the group.
 * @throws {OptionsError} when an option has a value that cannot be.
 * @throws {NatsError} when NATS cannot be reached. @throws what {@link serve} throws.
 */
export async function serveGateway(
  program: Program | undefined,
  service: ResolvedService,
  given: GatewayOptions,
  options: ServeOptions,
): Promise<RunningServer> {
  const checked = checkOptions(gatewayRows, given, {
    name: "a gateway",
    example: '{ nats: ["nats://127.0.0.1:4222"], natsSubject: "thrift.calculator" }',
  });
  const { nats, natsSubject, natsRoute, natsTimeout, natsWait, natsJetstream, ...login } = checked;
  refuseSenselessNats(given);
  if (nats === undefined || natsSubject === undefined)
    throw new OptionsError("nats", "is not given: a gateway sends its calls to a group over NATS");
  let group: Group | undefined;
  const methods = service.functions.map((): Method => neverRun);
  const handler = {
    methods,
    receivers: methods.map(() => undefined),
    async init() {
      const open = await connectNats({ nats, ...login }, `thriftserve gateway ${process.pid}`);
      const settings = { subject: natsSubject, route: natsRoute, waitsForMembers: natsWait * 1000 };
      const calls = new GroupCalls(open, settings);
      const headers = new GroupHeaders(open.client);
      const store = natsJetstream ? await storeOf(open, natsSubject, headers) : undefined;
      group = { calls, headers, store, timeout: natsTimeout * 1000 || longest };
    },
    close: () => group?.calls.close(),
  };
  const known = {
    file: natsSubject,
    service,
    elsewhere: { loaded: { service, handler, warnings: [] }, processor: gatewayProcessor(() => group!) },
  };
  const own = { ...options, model: "nonblocking", workers: 0 } as const;
  const serving = { ...own, concurrency: options.concurrency ?? usualConcurrency };
  return await serveFor(program, `nats:${natsSubject}`, serving, known);
}

/** The store of oneway calls, whose streams are there from now on. */
async function storeOf(nats: OpenNats, subject: string, headers: GroupHeaders): Promise<OnewayStore> {
  const [streams, storing] = await Promise.all([
    import("../nats/streamed/streams.ts"),
    import("../nats/streamed/storing.ts"),
  ]);
  await streams.openStreams(nats, subject);
  return await storing.openStore(nats, subject, headers);
}

function neverRun(): never {
  throw new Error("a gateway runs no calls itself");
}

/** Milliseconds: a day. */
const longest = 86_400_000;
