// Batches are counted: how large they were, how long calls waited for them, and what closed them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, type ServeOptions, serve } from "../../mod.ts";
import { until } from "../fixtures/serving.ts";
import { sampleOf, scrape } from "../metrics/scrape.ts";
import { service } from "./gathering.ts";

const handler = new URL("./gathering.ts", import.meta.url);

for (const options of [
  { model: "nonblocking", workers: 1 },
  { model: "processpool", workers: 1 },
] satisfies ServeOptions[]) {
  test(`${JSON.stringify(options)} counts batches by their function`, async () => {
    const admin = "127.0.0.1:0";
    await using server = await serve(handler, { port: 0, admin, logLevel: "fatal", ...options });
    const { port } = server.address as { port: number };
    const open = () => connect(service, { port, connectTimeout: 0 });
    const clients = await Promise.all(Array.from({ length: 6 }, open));
    for (let round = 0; round < 4; round++) {
      await Promise.all(clients.map((client) => client.call("run", round, "")));
      await clients[0]!.call("nothing");
      await clients[0]!.call("alone", round);
    }
    for (const client of clients) client.close();
    await until(async () => (await server.status()).connections.open === 0, "the clients are gone");
    const metrics = await scrape(server.adminAddress!);
    const of = (name: string, labels = {}) =>
      sampleOf(metrics, `thrift_server_${name}`, { thrift_method: "run", ...labels });
    assert.equal(of("batch_size_sum"), 24);
    const batches = of("batch_size_count")!;
    assert.ok(batches >= 4 && batches < 24, `${batches}`);
    assert.equal(of("batch_size_bucket", { le: "16" }), batches);
    assert.equal(of("batch_wait_seconds_count"), 24);
    const closed = ["maxSize", "maxWeight", "preferred", "complete", "share", "maxDelay"].map(
      (closed_by) => of("batches_total", { closed_by })!,
    );
    assert.equal(
      closed.reduce((sum, count) => sum + count),
      batches,
    );
    assert.equal(of("requests_total"), 24);
  });
}
