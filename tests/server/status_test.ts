// The service Status beside a handler's own: fb303's functions, baseplate's is_healthy, and the IDL, under every model.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { connect, type ServeOptions, serve } from "../../mod.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { whyMissing } from "../fixtures/apache_python.ts";
import { allModels, oneWorker, probeHandler, until } from "../fixtures/serving.ts";
import { statusModule } from "../handler/status_idl.ts";

const run = promisify(execFile);
const status = new URL("../../idl/status.thrift", import.meta.url);
const multiplexed = new URL("./multiplexed.ts", import.meta.url);

async function serving(handler: URL, options: ServeOptions) {
  const server = await serve(handler, { port: 0, logLevel: "fatal", status: true, ...options });
  return {
    server,
    port: (server.address as { port: number }).port,
    [Symbol.asyncDispose]: () => server.close(),
  };
}

for (const model of allModels) {
  test(`${model} serves Status plainly and by its name`, async () => {
    await using served = await serving(probeHandler, { model, ...oneWorker(model) });
    assert.equal(served.server.service, "Probe");
    {
      await using probe = await connect(new URL("../fixtures/probe.thrift", import.meta.url), {
        ...{ port: served.port, connectTimeout: 0 },
      });
      assert.equal(await probe.call("echo", 5), 5);
    }
    for (const called of [undefined, "Status"]) {
      await using client = await connect(status, {
        port: served.port,
        multiplexed: called,
        connectTimeout: 0,
      });
      assert.equal(await client.call("getName"), "Probe");
      assert.match(String(await client.call("getVersion")), /^\d+\.\d+\.\d+/);
      assert.equal(await client.call("getStatus"), 2);
      assert.equal(await client.call("getStatusDetails"), "");
      const since = Number(await client.call("aliveSince"));
      assert.ok(Math.abs(Date.now() / 1000 - since) < 300, `${since}`);
      assert.equal(await client.call("getOption", "model"), model);
      await assert.rejects(client.call("setOption", "a", "b"), { message: /options are given at the start/ });
      for (const probe of [undefined, 1, 2, 3, 99]) {
        assert.equal(await client.call("is_healthy", { probe }), true);
      }
      await client.call("shutdown");
      await client.call("reinitialize");
      const counters = (await client.call("getCounters")) as Map<string, bigint>;
      assert.ok(counters.get("Status:getName.calls")! > 0n);
      await until(async () => (await client.call("getCounter", "echo.calls")) === 1n, "the call is counted");
      assert.equal(await client.call("getCounter", "nothing"), 0n);
      assert.deepEqual(await client.call("getServices"), [
        { name: "Probe", file: "probe.thrift", prefix: undefined, isDefault: true },
      ]);
      const { files } = (await client.call("getIdl")) as { files: Map<string, string> };
      assert.deepEqual([...files.keys()], ["probe.thrift"]);
      assert.match(files.get("probe.thrift")!, /oneway void tell\(1: i32 number\)/);
    }
  });
}

/** Where connections live beside the workers, which need not look up for these. */
const busy: Readonly<Record<string, ServeOptions>> = {
  nonblocking: { model: "nonblocking", workers: 1 },
  "threadpool with a time for calls": { model: "threadpool", workers: 1, callTimeout: 60 },
  "processpool with a time to wait": { model: "processpool", workers: 1, queueTimeout: 60 },
};
for (const [name, options] of Object.entries(busy)) {
  test(`${name} tells how it is while its only worker is at a call that holds it`, async () => {
    await using served = await serving(probeHandler, { ...options, concurrency: 1 });
    const { port } = served;
    await using probe = await connect(new URL("../fixtures/probe.thrift", import.meta.url), {
      ...{ port, connectTimeout: 0 },
    });
    assert.equal(await probe.call("echo", 1), 1);
    let asked = 0;
    let wasHeld = false;
    for (const milliseconds of [500, 5000, 20_000]) {
      let isHeld = true;
      const held = probe.call("block", milliseconds).then(() => {
        isHeld = false;
      });
      for (const protocol of ["binary", "compact", "json"] as const) {
        for (const multiplexed of [undefined, "Status"]) {
          await using checker = await connect(status, { port, protocol, multiplexed, connectTimeout: 0 });
          assert.equal(await checker.call("getStatus"), 2);
          assert.equal(await checker.call("is_healthy", { probe: 1 }), true);
          assert.equal(await checker.call("getName"), "Probe");
          asked++;
        }
      }
      wasHeld = isHeld;
      await held;
      if (wasHeld) break; // otherwise the machine was too slow to ask so much in that time
    }
    assert.ok(wasHeld, "all was told meanwhile");
    await using client = await connect(status, { port, connectTimeout: 0 });
    const counters = (await client.call("getCounters")) as Map<string, bigint>;
    assert.equal(counters.get("Status:getName.calls"), BigInt(asked));
    assert.ok(counters.get("block.calls")! > 0n);
  });
}

test("a service of the handler's keeps its functions, and Status those that are left", async () => {
  const { writeModules } = await import("../handler/modules.ts");
  using modules = writeModules({
    "own.thrift": "service Own { string getName() i32 shutdown() }",
    "handler.ts":
      'export const service = "own.thrift";\nexport default { getName: () => "mine", shutdown: () => 7 };',
  });
  const url = new URL(`file://${modules.folder}/handler.ts`);
  await using served = await serving(url, { workers: 1 });
  await using own = await connect(`${modules.folder}/own.thrift`, { port: served.port, connectTimeout: 0 });
  assert.equal(await own.call("getName"), "mine");
  assert.equal(await own.call("shutdown"), 7);
  await using client = await connect(status, { port: served.port, connectTimeout: 0 });
  assert.equal(await client.call("getName"), "mine");
  assert.equal(await client.call("getStatus"), 2);
  await using named = await connect(status, { port: served.port, multiplexed: true, connectTimeout: 0 });
  assert.equal(await named.call("getName"), "Own");
});

test("the services of a handler that lists several are told with their prefixes and files", async () => {
  await using served = await serving(multiplexed, { model: "processpool", workers: 1 });
  await using client = await connect(status, { port: served.port, multiplexed: true, connectTimeout: 0 });
  const services = (await client.call("getServices")) as {
    name: string;
    prefix?: string;
    isDefault: boolean;
  }[];
  assert.deepEqual(
    services.map(({ name, prefix, isDefault }) => [name, prefix, isDefault]),
    [
      ["Calculator", "Calculator", true],
      ["Notes", "Notes", false],
      ["Probe", "Old", false],
    ],
  );
});

for (const model of ["simple", "nonblocking", "processpool"] as const) {
  test(`${model}: a server that is about to end is alive and not healthy`, async () => {
    const served = await serving(probeHandler, {
      ...{ model, drainDelay: 60, shutdownTimeout: 5 },
      ...oneWorker(model),
    });
    await using client = await connect(status, { port: served.port, connectTimeout: 0 });
    assert.equal(await client.call("is_healthy", {}), true);
    const closed = served.server.close();
    await until(async () => (await client.call("getStatus")) === 3, "the worker knows");
    assert.equal(await client.call("is_healthy", {}), false);
    assert.equal(await client.call("is_healthy", { probe: 2 }), true);
    assert.match(String(await client.call("getStatusDetails")), /about to end/);
    client.close();
    void served.server.close({ timeout: 0 });
    await closed;
  });
}

test("what the library has as text is idl/status.thrift", () => {
  const module = readFileSync(new URL("../../src/handler/status/idl.ts", import.meta.url), "utf8");
  assert.equal(module, statusModule());
  assert.deepEqual(Object.keys(loadIdl(status).services), ["status.Status"]);
});

test("Apache's Python client reads it", { skip: whyMissing() }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-status-"));
  try {
    await run("thrift", ["--gen", "py", "-out", folder, fileURLToPath(status)]);
    await using served = await serving(probeHandler, { model: "forking", spares: 1 });
    const client = fileURLToPath(new URL("./status_client.py", import.meta.url));
    await run("/usr/bin/python3", [client, folder, String(served.port)], { timeout: 30_000 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
