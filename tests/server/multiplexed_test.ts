// Several services behind one address, on every model, called by our own client, and by Apache's.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Client, type ConnectOptions, connect } from "../../src/client/client.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { serve } from "../../src/server/serve.ts";
import { whyMissing } from "../fixtures/apache_python.ts";
import { kept } from "../fixtures/kept_server.ts";
import { binaryMessage, frame, RawClient, readException } from "../fixtures/raw_client.ts";
import { distinctModels, oneWorker, probe } from "../fixtures/serving.ts";

const idl = loadIdl(new URL("./multiplexed.thrift", import.meta.url));
const calculator = resolveService(idl, "Calculator");
const notes = resolveService(idl, "Notes");

/** Serves multiplexed.ts, or another of its kind. */
async function serveServices(options: ServeOptions, handler = "./multiplexed.ts") {
  const url = new URL(handler, import.meta.url);
  const server = await serve(url, { port: 0, shutdownTimeout: 5, logLevel: "fatal", ...options });
  const { port } = server.address as { port: number };
  const clients: Client[] = [];
  return {
    server,
    port,
    async connect(
      service: typeof calculator,
      multiplexed?: ConnectOptions["multiplexed"],
      more: ConnectOptions = {},
    ) {
      const client = await connect(service, {
        port,
        ...(multiplexed !== undefined && { multiplexed }),
        ...more,
      });
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await server.close();
    },
  };
}

const keptServices = kept(serveServices);

const dialects = [
  { protocol: "binary", transport: "buffered" },
  { protocol: "binary", transport: "framed" },
  { protocol: "compact", transport: "buffered" },
  { protocol: "compact", transport: "framed" },
] as const;

for (const model of distinctModels) {
  test(`${model} serves several services`, async () => {
    await using serving = await keptServices({ model, ...oneWorker(model) });
    assert.equal(serving.server.service, "Calculator, Notes, Old");
    // Where a name stands in a message depends on the dialect, and on no model.
    for (const dialect of model === "nonblocking" ? dialects : dialects.slice(-1)) {
      const called = async (client: Promise<Client>, ...[name, ...args]: [string, ...unknown[]]) => {
        const connected = await client;
        const result = await connected.call(name, ...args);
        connected.close(); // simple serves one connection at a time
        return result;
      };
      assert.equal(await called(serving.connect(calculator, true, dialect), "add", 1, 2), 3);
      assert.equal(await called(serving.connect(calculator, undefined, dialect), "add", 1, 2), 3);
      const ofNotes = await serving.connect(notes, true, dialect);
      assert.equal(await ofNotes.call("add", "a"), "a!");
      assert.deepEqual(await ofNotes.call("whoami"), ["Notes", "whoami", "the notes"]);
      ofNotes.close();
      const old = await serving.connect(probe, "Old", dialect);
      assert.equal(await old.call("echo", 5), 5);
      const seen = await old.call("seen");
      assert.notEqual((seen as { worker?: number }).worker, undefined, "the listed module's init was run");
      old.close();
    }
  });

  test(`${model} answers calls of what is not there, and the connection lives on`, async () => {
    await using serving = await keptServices({ model, ...oneWorker(model) });
    const client = await RawClient.connect(serving.port);
    const answered = async (sent: string) => {
      client.send(frame([...binaryMessage(sent), 0]));
      const { name, seqid, type, message } = readException(await client.frame());
      assert.deepEqual([seqid, type], [7, 1]);
      return [name, message];
    };
    const missing = (prefix: string) => `Service name not found: ${prefix}. There are Calculator, Notes, Old`;
    assert.deepEqual(await answered("Nobody:add"), ["add", missing("Nobody")]);
    assert.deepEqual(await answered(":add"), ["add", missing("")]);
    assert.deepEqual(await answered("__proto__:toString"), ["toString", missing("__proto__")]);
    assert.deepEqual(await answered("constructor:constructor"), ["constructor", missing("constructor")]);
    assert.deepEqual(await answered("Notes:sub"), ["sub", "Invalid method name: 'sub'"]);
    assert.deepEqual(await answered("Notes:"), ["", "Invalid method name: ''"]);
    assert.deepEqual(await answered("Notes:Notes:add"), ["Notes:add", "Invalid method name: 'Notes:add'"]);
    assert.deepEqual(await answered("Notes:toString"), ["toString", "Invalid method name: 'toString'"]);
    assert.deepEqual(await answered("whoami"), ["whoami", "Invalid method name: 'whoami'"]);
    client.send(frame([...binaryMessage("Notes:told"), 0]));
    const reply = (await client.frame())!;
    // Type reply, under the function's own name.
    assert.deepEqual([...reply.subarray(0, 12)], [...binaryMessage("told", 2).slice(0, 12)]);
    client.destroy();
  });

  test(`${model} tells a client nothing but the first line of an error, and no path`, async () => {
    await using serving = await keptServices({ model, ...oneWorker(model) });
    const client = await serving.connect(calculator, true);
    await assert.rejects(client.call("fail", ""), {
      name: "ApplicationError",
      type: 0,
      message: "ENOENT: no such file or directory, open '<path>'",
    });
    await assert.rejects(client.call("fail", "so"), { name: "Declined", why: "so" });
    assert.equal(await client.call("add", 1, 2), 3);
  });
}

test("without a default, a call without a prefix is answered with what is missing", async () => {
  await using serving = await serveServices({ model: "nonblocking", workers: 0 }, "./multiplexed_only.ts");
  const plain = await serving.connect(calculator);
  await assert.rejects(plain.call("add", 1, 2), {
    name: "ApplicationError",
    type: 1,
    message:
      "Service name not found in message name: add. Did you forget to use a TMultiplexProtocol in your client? There are Calculator, Notes",
  });
  assert.equal(await (await serving.connect(calculator, true)).call("add", 1, 2), 3);
});

test("a call whose worker dies is told that it has, by the function's own name", async () => {
  await using serving = await serveServices({ model: "nonblocking", workers: 1 });
  const client = await serving.connect(calculator, true);
  await assert.rejects(client.call("crash"), {
    name: "ApplicationError",
    type: 6,
    message: "worker ended: it ran crash",
  });
});

const missing = whyMissing();

/** For a server of its own process, for one whose connections are handed on. What is sent is the same for all. */
const forPython = ["nonblocking", "processpool"] as const;

test("Apache's Python client calls them in every dialect", {
  skip: missing ?? false,
}, async () => {
  const run = promisify(execFile);
  const generated = mkdtempSync(join(tmpdir(), "thriftserve-multiplexed-"));
  const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  try {
    await run("/usr/bin/thrift", ["-r", "--gen", "py", "-out", generated, path("./multiplexed.thrift")]);
    for (const model of forPython) {
      // One worker: what a oneway call tells is asked for at once.
      await using serving = await serveServices({ model, workers: 1 });
      const client = path("./multiplexed_client.py");
      const { stdout } = await run("/usr/bin/python3", [client, generated, String(serving.port)], {
        timeout: 30_000,
      });
      assert.equal(stdout.trim().split("\n").length, 4, model);
    }
  } finally {
    rmSync(generated, { recursive: true, force: true });
  }
});
