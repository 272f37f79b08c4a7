// A handler and its IDL are read anew while clients call, and no call fails; what is broken changes nothing.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Client, connect } from "../../src/client/client.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import type { ServeOptions, Server } from "../../src/server/options/options.ts";
import type { ReloadError } from "../../src/server/options/reload_outcome.ts";
import { serve } from "../../src/server/serve.ts";
import { allModels, oneWorker, until } from "../fixtures/serving.ts";

/** The workers of threaded come and go as those of forking do, and are threads as those of threadpool. */
const models = allModels.filter((model) => model !== "threaded");

const ways: readonly [string, ServeOptions][] = [
  ...models.map((model): [string, ServeOptions] => [model, { model, ...oneWorker(model) }]),
  ["inline", { model: "nonblocking", workers: 0 }],
];

/**
 * Where what cannot be served is tried as well: on the server's event loop, in a thread and in a process. Models that start a
 * worker for each connection import the files as they are by then.
 */
const refusing: ReadonlySet<string> = new Set(["inline", "threadpool", "processpool"]);

for (const [way, options] of ways) {
  test(`${way}: a reload loads the handler, what it imports and its IDL, and no call fails meanwhile`, async () => {
    await using versioned = await Versioned.serve(options);
    const { server } = versioned;
    // `simple` serves one connection after the other.
    const client = way === "simple" ? undefined : await versioned.connect();
    const load = versioned.load(way === "forking" ? 250 : 50); // a start each
    await until(() => load.calls > 3, "calls go on");
    versioned.write({ version: 2, part: 20 });
    await server.reload();
    if (way === "nonblocking") assert.equal(await versioned.sum(), 22, "no earlier worker takes a call");
    await until(async () => (await versioned.sum()) === 22, "the new handler serves, with what it imports");
    if (client !== undefined) assert.equal(typeof (await client.call("sum")), "number");
    if (refusing.has(way)) {
      versioned.write({ version: 3, part: 20, init: "throw new Error('no model')" });
      await assert.rejects(server.reload(), { name: "ReloadError", message: /no model/ });
      versioned.write({ version: 3, part: 20, idl: "service Versioned { i32 sum( }" });
      await assert.rejects(server.reload(), {
        name: "ReloadError",
        message: /handler\.mjs is not reloaded, the earlier one serves on: .*versioned\.thrift:1:/,
      });
      assert.equal(await versioned.sum(), 22);
    }
    await load.end();
    if (!refusing.has(way)) return;

    const another = "service Versioned { i64 sum(), void more() }";
    versioned.write({ version: 4, part: 40, idl: another, methods: "more: () => {}" });
    await assert.rejects(server.reload(), ({ message, changes }: ReloadError) => {
      assert.match(message, /would break clients:\n {2}what Versioned\.sum returns was i32 and is i64$/);
      return changes.length === 1 && changes[0]!.rule === "result-type-changed";
    });
    assert.equal(await versioned.sum(), 22);
    const { changes } = await server.reload({ force: true });
    assert.equal(changes.length, 1);
    // A worker that is about to leave may take one more call for some milliseconds, and answers it with an i32.
    const forced = () => versioned.sum(resolved(another)).catch(() => undefined);
    await until(async () => (await forced()) === 44n, "the forced one serves");
    if (server.workers === 0) assert.deepEqual(versioned.closed(), ["1", "2"]);
  });
}

test("reloads that are asked for while one waits are one; one more is made for what has changed since", async () => {
  await using versioned = await Versioned.serve({ model: "nonblocking", workers: 0 });
  const { server } = versioned;
  const first = server.reload();
  const second = server.reload();
  assert.equal(server.reload(), second);
  assert.notEqual(server.reload({ force: true }), second);
  await Promise.all([first, second]);
  const last = server.reload();
  const [outcome] = await Promise.allSettled([last, server.close()]);
  if (outcome.status === "rejected") assert.match(String(outcome.reason), /the server is about to end/);
  await assert.rejects(server.reload(), { name: "ReloadError", message: /the server is about to end/ });
});

for (const model of ["threadpool", "nonblocking", "processpool"] as const) {
  test(`${model}: the number of workers changes while clients call, and no call fails`, async () => {
    await using versioned = await Versioned.serve({ model, workers: 1 });
    const { server } = versioned;
    const load = versioned.load();
    await server.resize(2);
    assert.equal(server.workers, 2);
    await until(() => load.calls > 5, "calls go on");
    await Promise.all([server.resize(3), server.reload(), server.resize(1)]);
    assert.equal(server.workers, 1);
    const calls = load.calls;
    await until(() => load.calls > calls + 5, "calls go on");
    await load.end();
    await assert.rejects(server.resize(0), { name: "ReloadError", message: /0 workers cannot be/ });
    versioned.write({ version: 1, part: 0, init: "throw new Error('no model')" });
    await server.reload().catch(() => {});
    assert.equal(server.workers, 1);
  });
}

test("models without a number of workers refuse to change it", async () => {
  for (const model of ["simple", "threaded"] as const) {
    await using versioned = await Versioned.serve({ model, ...oneWorker(model) });
    await assert.rejects(versioned.server.resize(2), { name: "ReloadError", message: new RegExp(model) });
  }
});

const resolved = (text: string) => {
  const folder = mkdtempSync(join(tmpdir(), "reload-"));
  try {
    writeFileSync(join(folder, "versioned.thrift"), text);
    return resolveService(loadIdl(join(folder, "versioned.thrift")));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const firstIdl = "service Versioned { i32 sum() }";
const service = resolved(firstIdl);

interface Written {
  readonly version: number;
  readonly part: number;
  readonly init?: string;
  readonly idl?: string;
  readonly methods?: string;
}

/** A server of a handler that the test writes, in two files. */
class Versioned implements AsyncDisposable {
  server!: Server;
  readonly #folder = mkdtempSync(join(tmpdir(), "reload-"));
  readonly #clients: Client[] = [];

  static async serve(options: ServeOptions): Promise<Versioned> {
    const versioned = new Versioned();
    versioned.write({ version: 1, part: 0 });
    const usual = { port: 0, logLevel: "fatal", shutdownTimeout: 1 } as const;
    versioned.server = await serve(join(versioned.#folder, "handler.mjs"), { ...usual, ...options });
    return versioned;
  }

  write({ version, part, init = "", idl = firstIdl, methods = "" }: Written): void {
    writeFileSync(join(this.#folder, "part.mjs"), `export const part = ${part};`);
    writeFileSync(join(this.#folder, "versioned.thrift"), idl);
    writeFileSync(
      join(this.#folder, "handler.mjs"),
      `import { appendFileSync } from "node:fs";
      import { part } from "./part.mjs";
      export const service = new URL("./versioned.thrift", import.meta.url);
      export function init() { ${init} }
      export function close() { appendFileSync(new URL("./closed", import.meta.url), "${version}\\n"); }
      export default { sum: () => part + ${version}, ${methods} };`,
    );
  }

  /** The versions that were closed. */
  closed(): string[] {
    return readFileSync(join(this.#folder, "closed"), "utf8").trim().split("\n");
  }

  /** Calls by a connection of its own. */
  async sum(of = service): Promise<unknown> {
    const client = await this.connect(of);
    try {
      return await client.call("sum");
    } finally {
      client.close();
    }
  }

  /** Clients that call again and again, each time by another connection. @param pause milliseconds between two calls. */
  load(pause = 50): { readonly calls: number; end(): Promise<void> } {
    const state = { calls: 0, over: false, failed: undefined as unknown };
    const call = async () => {
      while (!state.over) {
        await this.sum();
        state.calls++;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    };
    const calling = Promise.all([call(), call()]);
    calling.catch((error: unknown) => {
      state.failed = error;
    });
    return {
      get calls() {
        if (state.failed !== undefined) throw state.failed;
        return state.calls;
      },
      async end() {
        state.over = true;
        await calling;
      },
    };
  }

  async connect(of = service): Promise<Client> {
    const { port } = this.server.address as { port: number };
    const client = await connect(of, { port, connectTimeout: 0, retries: 0 });
    this.#clients.push(client);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.server.close();
    rmSync(this.#folder, { recursive: true });
  }
}
