// Services whose .thrift files have one name: served, alone and multiplexed, wherever calls run.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Client, connect } from "../../src/client/client.ts";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { serve } from "../../src/server/serve.ts";
import { whyMissing } from "../fixtures/apache_python.ts";
import { places } from "../fixtures/serving.ts";

const file = (name: string) => new URL(`./same_names/${name}`, import.meta.url);

async function withServer(options: ServeOptions, use: (port: number) => Promise<void>): Promise<void> {
  const server = await serve(file("handler.ts"), {
    port: 0,
    shutdownTimeout: 5,
    logLevel: "fatal",
    ...options,
  });
  try {
    await use((server.address as { port: number }).port);
  } finally {
    await server.close();
  }
}

async function calls(client: Client, expected: readonly [string, unknown, unknown][]): Promise<void> {
  try {
    for (const [name, argument, result] of expected)
      assert.deepEqual(await client.call(name, argument), result);
  } finally {
    client.close();
  }
}

for (const [place, options] of Object.entries(places)) {
  test(`${place}: each name means what its own file includes`, async () => {
    await withServer(options, async (port) => {
      for (const protocol of ["binary", "compact", "json"] as const) {
        const shop = await connect(file("shop.thrift"), { port, protocol });
        const order = { name: { number: 4n }, kinds: new Map([[1n, 7]]) };
        for (const [how, fields] of [
          ["user", { name: { first: "Ada", last: "?" } }],
          ["order", { number: 1n }],
          ["by user's fields", { name: { first: "Eve", last: "?" } }],
          ["by order's fields", { number: 2n }],
        ] as const) {
          await assert.rejects(shop.call("refuse", how), { name: "Refused", ...fields });
        }
        await calls(shop, [
          ["order", { name: { first: "Ada" } }, order],
          ["owner", order, { name: { first: "n4", last: "?" }, kind: 1 }],
          ["find", { number: 1n << 40n }, { name: { number: 1n << 40n }, kinds: new Map() }],
        ]);
        const users = await connect(file("users/api.thrift"), { port, protocol, multiplexed: "Users" });
        await calls(users, [["echo", { first: "a", last: "b" }, { first: "b", last: "a" }]]);
        const reference = new URL("#Api", file("orders/api.thrift"));
        const orders = await connect(reference, { port, protocol, multiplexed: "Orders" });
        await assert.rejects(orders.call("echo", { number: 0n }), {
          name: "Refused",
          number: 404n,
          others: [{ number: 0n }],
        });
        await calls(orders, [["echo", { number: 1n }, { number: 2n }]]);
      }
    });
  });
}

const skip = whyMissing() ?? false;

test("Apache's client, of code that Apache's compiler made of the same files, is answered", {
  skip,
}, async () => {
  const generated = mkdtempSync(join(tmpdir(), "same-names-"));
  const run = promisify(execFile);
  try {
    for (const name of ["shop.thrift", "users/api.thrift", "orders/api.thrift"])
      await run("/usr/bin/thrift", ["-r", "--gen", "py", "-out", generated, fileURLToPath(file(name))]);
    await withServer({ workers: 0 }, async (port) => {
      const client = fileURLToPath(file("client.py"));
      await run("/usr/bin/python3", [client, generated, String(port)], { timeout: 30_000 });
    });
  } finally {
    rmSync(generated, { recursive: true, force: true });
  }
});
