// Thousands of clients at once who begin something and never go on, in each dialect and in handshakes.

import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { startWith } from "../fixtures/command_line.ts";
import { Random } from "../fixtures/random.ts";
import { callsOf, dialects, strangers } from "./dialects.ts";
import { residentOf } from "./memory.ts";
import { Probe, type ProbeReport } from "./probe.ts";

export interface StalledOptions {
  /** The program that serves, and its first arguments. */
  readonly command: readonly string[];
  /** Further options of thriftserve. */
  readonly options: readonly string[];
  /** Ends it early. */
  readonly signal?: AbortSignal;
  /** How many clients. The system has to allow so many open files. */
  readonly clients: number;
  /** Whether a new connection is served while they are there: not where connections wait for a worker. */
  readonly fresh?: boolean;
}

/** Memory in bytes, of the server and all its processes. */
export interface StalledResult {
  readonly probe: ProbeReport;
  /** Seconds until all were connected and had sent what they send. */
  readonly seconds: number;
  /** How many of them the server has closed by then. */
  readonly turnedAway: number;
  readonly memory: { readonly began: number; readonly stalled: number; readonly after: number };
}

/** Starts a server, has clients stall while a probe calls it, lets them leave and ends it. */
export async function stall(options: StalledOptions): Promise<StalledResult> {
  await using server = await startWith(options.command, ["tests/fuzz/handler.ts", ...options.options]);
  const probe = new Probe(server.port, options.fresh);
  const sockets: Socket[] = [];
  try {
    await probe.begun();
    const began = residentOf(server.pid);
    const start = performance.now();
    const beginnings = streams();
    // At once, but no more at a time than the system queues: the others would be tried again only after a second.
    for (let opened = 0; opened < options.clients; opened += queued) {
      options.signal?.throwIfAborted();
      const batch = Math.min(queued, options.clients - opened);
      const made = Array.from({ length: batch }, (_, index) =>
        open(server.port, beginnings[(opened + index) % beginnings.length]!),
      );
      sockets.push(...(await Promise.all(made)));
    }
    const seconds = (performance.now() - start) / 1000;
    await sleep(calm);
    const stalled = residentOf(server.pid);
    const turnedAway = sockets.filter((socket) => socket.destroyed || socket.readableEnded).length;
    for (const socket of sockets) socket.destroy();
    await sleep(calm);
    const memory = { began, stalled, after: residentOf(server.pid) };
    return { probe: await probe.stop(), seconds, turnedAway, memory };
  } finally {
    for (const socket of sockets) socket.destroy();
    await probe.stop();
  }
}

/** The first half of a call in every dialect, of each stranger's stream, and nothing at all. */
function streams(): Buffer[] {
  const calls = dialects.map(({ spelling, encode }) =>
    encode([callsOf[spelling].find(({ bytes }) => bytes.length > 200)!.bytes], new Random(1)),
  );
  const halves = [...calls, ...strangers].map((bytes) => bytes.subarray(0, bytes.length >> 1));
  return [...halves, Buffer.alloc(0), Buffer.alloc(0), Buffer.alloc(0)];
}

function open(port: number, beginning: Buffer): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("error", reject); // once it is connected nobody listens for that any more
    socket.once("connect", () => {
      if (beginning.length > 0) socket.write(beginning);
      socket.resume();
      resolve(socket);
    });
  });
}

/** Half of the server's backlog. */
const queued = 64;
/** Milliseconds until memory is looked at. */
const calm = 2000;
