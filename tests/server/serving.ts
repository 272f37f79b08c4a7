// Starts servers of the probe for one test and ends them with it.
import { type Client, type ConnectOptions, connect } from "../../src/client/client.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import type { ModelName } from "../../src/server/models.ts";
import type { ServeOptions, Server } from "../../src/server/options/options.ts";
import { serve } from "../../src/server/serve.ts";

export const probeHandler = new URL("./probe.ts", import.meta.url);
export const probe = resolveService(loadIdl(new URL("./probe.thrift", import.meta.url)));

export const allModels: readonly ModelName[] = [
  "simple",
  "threaded",
  "threadpool",
  "nonblocking",
  "forking",
  "processpool",
];

/** What keeps the workers of a test few, by model. */
export function fewWorkers(model: ModelName): ServeOptions {
  if (model === "simple") return {};
  return model === "threaded" || model === "forking" ? { spares: 1 } : { workers: 2 };
}

/** A server and its clients. */
export interface Serving extends AsyncDisposable {
  readonly server: Server;
  readonly port: number;
  connect(options?: ConnectOptions): Promise<Client>;
}

/** Serves the probe. `await using serving = await serveProbe(...)` ends it whatever happens. */
export async function serveProbe(options: ServeOptions): Promise<Serving> {
  const usual: ServeOptions = { shutdownTimeout: 5, logLevel: "fatal" };
  if (options.unix === undefined) usual.port = 0;
  const server = await serve(probeHandler, { ...usual, ...options });
  const { port } = server.address as { port: number };
  const clients: Client[] = [];
  return {
    server,
    port,
    async connect(connectOptions) {
      const client = await connect(
        probe,
        connectOptions?.unix === undefined ? { port, ...connectOptions } : connectOptions,
      );
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await server.close();
    },
  };
}

/** What {@link Probe.seen} returns. */
export interface Seen {
  readonly process: number;
  readonly thread: number;
  readonly worker: number;
  readonly calls: number;
}

export async function seen(client: Client): Promise<Seen> {
  return (await client.call("seen")) as Seen;
}

/** Waits until `condition` holds. Throws when it does not within `seconds`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  seconds = 10,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
