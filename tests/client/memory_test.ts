// Handlers that are served in memory, as tests of handlers do.
import assert from "node:assert/strict";
import { test } from "node:test";
import { serveInMemory } from "../../mod.ts";
import * as handler from "../fixtures/probe.ts";

const quiet = { logLevel: "fatal" } as const;

interface Calls {
  echo(number: number): Promise<number>;
  text(text: string): Promise<string>;
  refuse(why: string): Promise<void>;
  tell(number: number): Promise<void>;
  told(): Promise<number[]>;
  wait(): Promise<void>;
  aborted(): Promise<number>;
  headers(): Promise<Map<string, string>>;
}

test("a module's exports are served in every dialect, and its init and close are run", async () => {
  let closed = 0;
  const exports = { ...handler, close: () => closed++ };
  {
    await using server = await serveInMemory(exports, quiet);
    assert.equal(server.service, "Probe");
    for (const protocol of ["binary", "compact", "json"] as const) {
      for (const transport of ["framed", "buffered", "header", "zlib"] as const) {
        if (protocol === "json" && transport === "header") continue;
        await using client = await server.connect<Calls>({ protocol, transport });
        const texts = Array.from({ length: 10 }, (_, number) => "ü".repeat(number * 10_000));
        assert.deepEqual(await Promise.all(texts.map((text) => client.text(text))), texts);
        await assert.rejects(client.refuse("so"), { name: "Refused", why: "so" });
        await client.tell(5);
        assert.ok((await client.told()).includes(5));
      }
    }
  }
  assert.equal(closed, 1);
});

test("values are checked, time limits kept, and a handler learns that its client has gone", async () => {
  await using server = await serveInMemory(new URL("../fixtures/probe.ts", import.meta.url), {
    pipeline: 2,
    concurrency: 2,
  });
  const client = await server.connect<Calls>({ transport: "header", headers: { name: "value" } });
  await assert.rejects(client.echo("x" as never), { name: "ValueError" });
  assert.equal((await client.headers()).get("name"), "value");
  await using other = await server.connect<Calls>();
  const before = await other.aborted();
  await assert.rejects(client.with({ timeout: 0.05 }).wait(), { name: "TimeoutError" });
  client.close();
  while ((await other.aborted()) === before) await new Promise((resolve) => setTimeout(resolve, 1));
  await assert.rejects(client.echo(1), { name: "ConnectionClosedError" });
});

test("several services are served under their names", async () => {
  const { service, default: methods } = handler;
  await using server = await serveInMemory(
    { service, default: methods, services: { A: { service, default: methods } } },
    quiet,
  );
  await using client = await server.connect<Calls>({ multiplexed: "A" });
  assert.equal(await client.echo(3), 3);
});

test("a hundred servers and clients take no time worth naming", async () => {
  for (let time = 0; time < 100; time++) {
    await using server = await serveInMemory(handler, quiet);
    await using client = await server.connect<Calls>();
    assert.equal(await client.echo(time), time);
  }
});

test("a handler that lacks methods is refused, and so is what a server no longer serves", async () => {
  await assert.rejects(serveInMemory({ service: handler.service, default: {} }), {
    name: "HandlerError",
    message: /^the handler /,
  });
  const server = await serveInMemory(handler, quiet);
  const client = await server.connect<Calls>({ timeout: 0.2 });
  await server.close();
  await assert.rejects(client.echo(1), { name: "ApplicationError", message: /^draining: / });
});
