// Clients that come while a server's workers are still loading: they wait, and are answered by the first that is ready.
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { connect as connectSocket, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { connect, type ServeOptions, serve } from "../../mod.ts";
import { until } from "../fixtures/serving.ts";
import { writeModules } from "../handler/modules.ts";

const service = "service Slow { i32 one() }";

/** It is ready when there is a file that says so, and not before. */
const handler = (more: string) => `
import { existsSync } from "node:fs";
const isThere = (name) => existsSync(new URL(name, import.meta.url));
export const service = "${service}";
let calls = 0;
export async function init() {
  while (!isThere("./loaded")) await new Promise((resolve) => setTimeout(resolve, 10));
  if (isThere("./broken")) throw new Error("no weights");
}
export const warmup = [{ method: "one", args: {} }];
${more}
export default { one: () => calls++ };
`;

const few: Readonly<Record<NonNullable<ServeOptions["model"]>, ServeOptions>> = {
  simple: {},
  threaded: { spares: 1 },
  threadpool: { workers: 1 },
  nonblocking: { workers: 1 },
  forking: { spares: 1 },
  processpool: { workers: 1 },
};

/** A server that loads until it is told to go on. */
function starting(more: string, options: ServeOptions) {
  const modules = writeModules({ "handler.mjs": handler(more) });
  const path = join(modules.folder, "socket");
  const server = serve(join(modules.folder, "handler.mjs"), {
    unix: path,
    logLevel: "fatal",
    ...options,
  });
  server.catch(() => {});
  return {
    server,
    path,
    listens: () => until(() => existsSync(path), "it listens"),
    client: async () => await connect(service, { path }),
    loaded: () => writeFileSync(join(modules.folder, "loaded"), ""),
    breaks: () => writeFileSync(join(modules.folder, "broken"), ""),
    [Symbol.dispose]: () => modules[Symbol.dispose](),
  };
}

const cases = [
  ...Object.keys(few).map((model) => ({ model, more: "" })),
  ...["threadpool", "forking"].map((model) => ({
    model,
    more: "export const timeouts = { one: 30 };",
  })),
] as { model: keyof typeof few; more: string }[];

for (const { model, more } of cases) {
  const named = more === "" ? model : `${model}, where the handler limits the time of calls`;
  test(`${named}: a client that comes before there is a worker is answered by one that has warmed up`, async () => {
    using start = starting(more, { model, ...few[model] });
    await start.listens();
    await using client = await start.client();
    let isAnswered = false;
    const call = client.call("one").finally(() => {
      isAnswered = true;
    });
    await left(start.path);
    assert.ok(!isAnswered, "nothing was answered before");
    start.loaded();
    await using server = await start.server;
    assert.equal(await call, 1);
    await until(async () => (await server.status()).connections.open === 1, "who left is let go of");
  });
}

test("limits hold for clients that come early", async () => {
  using start = starting("", { model: "nonblocking", workers: 1, maxConnections: 1, queueTimeout: 0.1 });
  await start.listens();
  {
    await using client = await start.client();
    await assert.rejects(client.call("one"), /overloaded: it has waited for 0.1 s/);
    await ended(await opened(start.path)); // there is one already
  }
  start.loaded();
  await using server = await start.server;
  await until(async () => (await server.status()).connections.open === 0, "all have left");
  assert.equal(server.refusals.maxConnections, 1);
  assert.equal(server.refusals.queueTimeout, 1);
});

for (const model of ["simple", "nonblocking", "processpool"] as const) {
  test(`${model}: where the start fails clients that wait are let go of, and nothing listens`, async () => {
    using start = starting("", { model, ...few[model] });
    await start.listens();
    const socket = await opened(start.path);
    start.breaks();
    start.loaded();
    await assert.rejects(start.server, /no weights/);
    await ended(socket);
    assert.ok(!existsSync(start.path), "its file is gone");
  });
}

test("beside another server at the same port none is let in before there is a worker", async () => {
  const host = `127.${1 + (process.pid % 254)}.${(process.pid >> 8) & 255}.1`; // that no other test has
  const at = { host, port: 19_090 }; // below those that the system gives away
  using start = starting("", { ...at, unix: undefined, reusePort: true, workers: 1 } as ServeOptions);
  const socket = connectSocket(at);
  await assert.rejects(new Promise((resolve, reject) => socket.on("connect", resolve).on("error", reject)));
  start.loaded();
  await (await start.server).close();
});

async function opened(path: string): Promise<Socket> {
  const socket = connectSocket({ path });
  await new Promise((resolve, reject) => socket.on("connect", resolve).on("error", reject));
  return socket;
}

/** A client that comes and goes. */
async function left(path: string): Promise<void> {
  (await opened(path)).destroy();
}

async function ended(socket: Socket): Promise<void> {
  socket.on("error", () => {}).resume();
  await new Promise((resolve) => socket.on("close", resolve).on("end", resolve));
  socket.destroy();
}
