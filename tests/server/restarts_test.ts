// Workers that cannot be started: clients are told, and served as soon as there is one again.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { serve } from "../../src/server/serve.ts";
import { binaryMessage, frame, framedEcho, RawClient, readException } from "../fixtures/raw_client.ts";
import { oneWorker, until } from "../fixtures/serving.ts";

const crash = frame([...binaryMessage("crash"), 0]);

const refused = /^worker ended: no worker could be started for \d+ s: .*cannot open the model/;

test("without a worker calls are refused after ten seconds, and served again once one starts", async () => {
  const folder = mkdtempSync(join(tmpdir(), "restarts-"));
  const flag = join(folder, "flag");
  process.env.FRAGILE = flag;
  // Those of threaded come and go as those of forking do, and are threads as those of threadpool.
  const restarting = ["threadpool", "nonblocking", "forking", "processpool"] as const;
  const servers = await Promise.all(
    restarting.map(async (model) => {
      const options = { ...oneWorker(model), port: 0, logLevel: "fatal", shutdownTimeout: 5 } as const;
      const server = await serve(new URL("./fragile.ts", import.meta.url), { model, ...options });
      return { model, server, port: (server.address as { port: number }).port };
    }),
  );
  try {
    writeFileSync(flag, "");
    await Promise.all(
      servers.map(async ({ model, server, port }) => {
        // Whatever is ready, or starting, is used up first: a call crashes its worker.
        await until(
          async () => {
            const client = await RawClient.connect(port);
            client.send(crash);
            const { message } = await answered(client);
            client.destroy();
            return refused.test(message);
          },
          `${model} refuses calls`,
          60,
        );
        assert.ok(server.refusals.noWorker > 0, model);
        await callOn(port);
      }),
    );
    rmSync(flag);
    await Promise.all(
      servers.map(({ model, port }) =>
        until(async () => {
          const client = await RawClient.connect(port);
          client.send(framedEcho);
          const body = await client.frame();
          client.destroy();
          return body?.readUInt32BE() === 0x80010002;
        }, `${model} serves again`),
      ),
    );
  } finally {
    if (existsSync(flag)) rmSync(flag);
    await Promise.all(servers.map(({ server }) => server.close()));
    rmSync(folder, { recursive: true });
  }
});

/** Calls for a while, or until the connection is closed: all are told the same, and nothing of the server's end. */
async function callOn(port: number): Promise<void> {
  const client = await RawClient.connect(port);
  client.socket.on("error", () => {}); // it may be closed over a call
  client.send(framedEcho);
  assert.match((await answered(client)).message, refused);
  for (const until = performance.now() + 1500; performance.now() < until; ) {
    client.send(framedEcho);
    const body = await client.frame();
    if (body === undefined) break;
    assert.match(readException(body).message, refused);
  }
  client.destroy();
}

/** The exception that a call is answered with; that may take longer than a frame is waited for otherwise. */
async function answered(client: RawClient): Promise<{ message: string }> {
  let isClosed = false;
  for (const event of ["end", "close"]) {
    client.socket.on(event, () => {
      isClosed = true;
    });
  }
  await until(() => isClosed || client.received.length >= 4, "the call is answered", 60);
  const body = await client.frame();
  return body === undefined ? { message: "" } : readException(body);
}
