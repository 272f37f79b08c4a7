// Memory: what 10,000 idle connections hold, and what a worker holds.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { memoryOf } from "../../src/bench/servers/memory.ts";
import type { Figure } from "../plan/results.ts";
import { nameOf, type ServerSpec } from "../plan/servers.ts";
import type { Prepared } from "./prepare.ts";
import type { Progress } from "./progress.ts";
import { type RunningServer, startServer } from "./server_process.ts";

/** Connections that are held. */
const count = 10_000;
/** Files that a process has open besides. */
const spareFiles = 500;
/** Connections that are opened at the same time. */
const batch = 100;
/** Milliseconds until a server that was busy is at rest. */
const rest = 1500;
/** The servers whose workers are weighed have these numbers of them, once each. */
const [few, more] = [2, 10];

const megabyte = 1e6;

/**
 * What idle connections hold. Each has made one call: until then a server knows nothing of a client.
 *
 * @returns a figure for each server, in MB above what it held before.
 */
export async function measureIdle(
  servers: readonly ServerSpec[],
  prepared: Prepared,
  progress: Progress,
): Promise<Figure[]> {
  const title = `${count.toLocaleString("en")} idle connections`;
  return measureEach(servers, prepared, progress, title, async (spec) => {
    if (openFiles() < count + spareFiles) {
      throw new Error(`open files are limited to ${openFiles()}: run ulimit -n ${count + spareFiles} first`);
    }
    const server = await startServer(spec, "binary");
    const sockets: Socket[] = [];
    try {
      const { frame, replySize = 0 } = prepared.request("add", "binary");
      const call = (): Promise<Socket> => openAndCall(server, frame, replySize + 4);
      sockets.push(await call());
      await sleep(rest);
      const before = memoryOf(server.pid) ?? 0;
      while (sockets.length < count) {
        const size = Math.min(batch, count - sockets.length);
        sockets.push(...(await Promise.all(Array.from({ length: size }, call))));
      }
      await sleep(rest);
      const held = (memoryOf(server.pid) ?? 0) - before;
      const each = (held / count / 1000).toFixed(1);
      const note = `${each} kB a connection; ${(before / megabyte).toFixed(0)} MB with none`;
      return { what: "idle connections", server: spec, unit: "MB", values: [held / megabyte], note };
    } finally {
      for (const socket of sockets) socket.destroy();
      await server.stop();
    }
  });
}

/**
 * What a worker holds: the difference between 10 workers and 2, divided by 8.
 *
 * @param servers their numbers of workers are replaced
 * @returns a figure for each server, in MB.
 */
export async function measureWorkers(
  servers: readonly ServerSpec[],
  prepared: Prepared,
  progress: Progress,
): Promise<Figure[]> {
  return measureEach(servers, prepared, progress, "memory of a worker", async (spec) => {
    const sizes: number[] = [];
    for (const workers of [few, more]) {
      const server = await startServer({ ...spec, workers }, "binary");
      try {
        await sleep(rest);
        sizes.push(memoryOf(server.pid) ?? 0);
      } finally {
        await server.stop();
      }
    }
    const each = (sizes[1]! - sizes[0]!) / (more - few);
    const note = `${(sizes[0]! / megabyte).toFixed(0)} MB with ${few}, ${(sizes[1]! / megabyte).toFixed(0)} MB with ${more}`;
    return { what: "worker", server: spec, unit: "MB", values: [each / megabyte], note };
  });
}

async function measureEach(
  servers: readonly ServerSpec[],
  prepared: Prepared,
  progress: Progress,
  title: string,
  measure: (spec: ServerSpec) => Promise<Figure>,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const server of servers) {
    const what = title === "memory of a worker" ? "worker" : "idle connections";
    let figure: Figure = { what, server, unit: "MB", values: [] };
    try {
      const missing = prepared.missing.get(server.program);
      figure = missing === undefined ? await measure(server) : { ...figure, failure: missing.why };
    } catch (error) {
      figure = { ...figure, failure: (error as Error).message };
    }
    figures.push(figure);
    const said = figure.failure ?? `${figure.values[0]!.toFixed(1)} MB, ${figure.note}`;
    progress.step(`${title}: ${nameOf(server)}: ${said}`);
  }
  return figures;
}

/** @throws {Error} when the server does not answer within 20 seconds. */
async function openAndCall(server: RunningServer, frame: Uint8Array, size: number): Promise<Socket> {
  const socket = connect({ port: server.port, host: "127.0.0.1" });
  const signal = AbortSignal.timeout(20_000);
  try {
    await once(socket, "connect", { signal });
    socket.write(frame);
    for (let received = 0; received < size; ) {
      const [chunk] = (await once(socket, "data", { signal })) as [Uint8Array];
      received += chunk.length;
    }
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? new Error("a connection was not answered within 20 s") : error;
  }
  socket.on("error", () => {}); // the server may end before its clients leave
  return socket;
}

/** How many files this process, and so a server that it starts, may have open. */
function openFiles(): number {
  const limits = readFileSync("/proc/self/limits", "utf8");
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
