// New workers take the place of all others while clients call, and no call fails for it.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Client, type ConnectOptions, connect } from "../../src/client/client.ts";
import { handlerSource } from "../../src/handler/source.ts";
import { setLogLevel } from "../../src/log/log.ts";
import { loadRuntime, runtime } from "../../src/runtime/current.ts";
import type { ResolvedService } from "../../src/schema/service.ts";
import { listen } from "../../src/server/connections/listeners.ts";
import type { ModelName } from "../../src/server/models.ts";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { settingsOf } from "../../src/server/options/settings.ts";
import { planOf } from "../../src/server/plan.ts";
import { Refusals } from "../../src/server/refusals.ts";
import { UnknownFields } from "../../src/server/unknown_fields.ts";
import type { Crew } from "../../src/server/workers/crew.ts";
import { WorkerCrew } from "../../src/server/workers/worker_crew.ts";
import { allModels, oneWorker, until } from "../fixtures/serving.ts";

/** The workers of threaded come and go as those of forking do, and are threads as those of threadpool. */
const models = allModels.filter((one) => one !== "simple" && one !== "threaded");

for (const model of models) {
  test(`${model}: workers are renewed while clients call, connections go on with new ones, and no call fails`, async () => {
    await using serving = await Serving.start(model);
    const { crew } = serving;
    const { workers: size } = oneWorker(model);
    // Each connection of the others has a worker of its own, which takes long to start.
    const transports =
      size === undefined ? (["framed"] as const) : (["framed", "buffered", "header"] as const);
    const clients = await Promise.all(
      transports.map((transport) => serving.connect({ transport, retries: 0 })),
    );
    const idle = await serving.connect({ retries: 0 });
    assert.equal(await idle.call("version"), 1);
    const napper = await serving.connect({ retries: 0 });
    assert.equal(await napper.call("version"), 1);
    const napping = napper.call("nap", 700);
    napping.catch(() => {});
    const state = { over: false };
    const versions: unknown[] = [];
    const calling = clients.map(async (client, index) => {
      while (!state.over) {
        versions[index] = await client.call("version");
        await pause();
      }
    });
    const allServe = async (version: number) => {
      await until(() => versions.every((one) => one === version), "all have gone on with new workers");
      const fresh = await serving.connect();
      // A thread hears a moment later that it is to take no more calls.
      await until(async () => (await fresh.call("version")) === version, "new workers take the calls");
    };
    await until(() => versions.filter((one) => one === 1).length === clients.length, "calls go on");
    serving.write(2);
    await crew.renew();
    await allServe(2);
    assert.equal(await napping, 1, "a call at work is finished where it began");
    calling.push(
      (async () => {
        while (!state.over) versions[clients.length] = await napper.call("nap", 20);
      })(),
    );

    serving.write(3, "throw new Error('no model')");
    await assert.rejects(crew.renew(), { name: "WorkerStartError", message: /no model/ });
    // Models that start a worker for each connection have no others by now than those that import the broken module.
    if (size !== undefined) await allServe(2);
    serving.write(4);
    await crew.renew();
    await allServe(4);
    state.over = true;
    await Promise.all(calling);
    assert.equal(await idle.call("version"), 4);
    serving.disconnect();
    if (size !== undefined) await until(() => crew.size === size, "the others are gone");
  });
}

test("processpool: a connection that cannot go on elsewhere is closed in time, between two calls", async () => {
  await using serving = await Serving.start("processpool", { shutdownTimeout: 1 });
  let isClosed = false;
  const onDisconnect = () => {
    isClosed = true;
  };
  const client = await serving.connect({ transport: "zlib", onDisconnect }); // its stream goes on from call to call
  assert.equal(await client.call("version"), 1);
  const nap = client.call("nap", 1100);
  serving.write(2);
  await serving.crew.renew();
  assert.equal(await nap, 1);
  await until(() => isClosed, "it is closed");
  await until(() => serving.crew.size === 1, "its worker is gone");
});

test("workers are not renewed when the server ends", async () => {
  await using ending = await Serving.start("processpool");
  const renewed = ending.crew.renew();
  await Promise.all([assert.rejects(renewed, { name: "RenewalError" }), ending.crew.drain()]);
});

/** Leaves the new workers the processor to start with. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 10));

/** A crew and its clients, with a handler that the test writes. */
class Serving implements AsyncDisposable {
  crew!: Crew;
  #service!: ResolvedService;
  #port = 0;
  #stop = async () => {};
  readonly #folder = mkdtempSync(join(tmpdir(), "renewal-"));
  readonly #clients: Client[] = [];

  static async start(model: ModelName, options: ServeOptions = {}): Promise<Serving> {
    const serving = new Serving();
    serving.write(1);
    writeFileSync(join(serving.#folder, "versioned.thrift"), idl);
    await loadRuntime();
    setLogLevel("fatal");
    const settings = settingsOf({
      ...{ model, port: 0, logLevel: "fatal", shutdownTimeout: 60 },
      ...oneWorker(model),
      ...options,
    });
    const plan = planOf(settings, runtime);
    const source = handlerSource(join(serving.#folder, "handler.mjs"), {});
    const events = { refusals: new Refusals(), unknownFields: new UnknownFields(), left: () => {} };
    const crew = new WorkerCrew({ plan, settings, source, events });
    serving.crew = crew;
    serving.#service = (await crew.start()).service;
    const listening = await listen(
      settings,
      plan.use,
      (accepted) => crew.accept(accepted),
      () => {},
    );
    serving.#port = (listening.addresses[0] as { port: number }).port;
    serving.#stop = () => listening.stop();
    return serving;
  }

  /** Writes the handler. @param init what its `init` does. */
  write(version: number, init = ""): void {
    const nap = "async (ms) => { await new Promise((done) => setTimeout(done, ms)); return version; }";
    writeFileSync(
      join(this.#folder, "handler.mjs"),
      `export const service = new URL("./versioned.thrift", import.meta.url);
      const version = ${version};
      export function init() { ${init} }
      export default { version: () => version, nap: ${nap} };`,
    );
  }

  async connect(options: ConnectOptions = {}): Promise<Client> {
    const client = await connect(this.#service, { port: this.#port, ...options });
    this.#clients.push(client);
    return client;
  }

  disconnect(): void {
    for (const client of this.#clients) client.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disconnect();
    await this.#stop();
    await this.crew.drain();
    await this.crew.kill();
    rmSync(this.#folder, { recursive: true });
  }
}

const idl = "service Versioned { i32 version(), i32 nap(1: i32 ms) }";
