// Measures what each way to more machines adds to a call, all of it on this one: the figures of docs/scaling.md.
//
//   node bench/nats/scaling.ts [ROUNDS]      3 unless it is given
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, connect } from "../../mod.ts";
import { freePort } from "../measure/ports.ts";
import { natsCommand, Program, root, runtimes, subject } from "./processes.ts";

const rounds = Number(process.argv[2] ?? 3);
const idl = join(root, "bench/service/bench.thrift");
const haproxy = "/usr/sbin/haproxy";
const programs: Program[] = [];
const folder = mkdtempSync(join(tmpdir(), "thriftserve-scaling-"));

/** Calls under way at a time, and how many are measured in a round. */
const loads = [
  { atOnce: 1, calls: 2000 },
  { atOnce: 64, calls: 10_000 },
];

try {
  await measure(await ways());
} finally {
  for (const program of programs) program.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** The addresses to call, by what stands between. */
async function ways(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const nats = async (...more: string[]) => {
    const port = await freePort();
    await start("nats-server", [...natsCommand(port), ...more], port);
    return `nats://127.0.0.1:${port}`;
  };
  const server = async (at?: string) => {
    const port = await freePort();
    const group = at === undefined ? [] : ["--nats", at, "--nats-subject", subject];
    const options = ["--workers", "0", "--port", String(port), "--log-level", "error", ...group];
    await start("server", [...runtimes.bun, "bench/service/handler.ts", ...options], port);
    return port;
  };
  const gateway = async (at: string) => {
    const port = await freePort();
    const options = ["--idl", idl, "--port", String(port), "--log-level", "error", "--nats-wait", "10"];
    await start(
      "gateway",
      [...runtimes.bun, "gateway", ...options, "--nats", at, "--nats-subject", subject],
      port,
    );
    return `tcp://127.0.0.1:${port}`;
  };

  const direct = await server();
  found.set("one server", `tcp://127.0.0.1:${direct}`);
  if (existsSync(haproxy)) found.set("HAProxy before two", await proxied([direct, await server()]));
  const alone = await nats();
  await server(alone);
  found.set("NATS, called by the client", `${alone}/${subject}`);
  found.set("a gateway", await gateway(alone));

  const routes = await Promise.all([freePort(), freePort()]);
  const cluster = await Promise.all(
    routes.map((own) =>
      nats(
        "--cluster_name",
        "c",
        "--cluster",
        `nats://127.0.0.1:${own}`,
        "--routes",
        routes.map((one) => `nats://127.0.0.1:${one}`).join(","),
      ),
    ),
  );
  await server(cluster[1]!);
  found.set("a gateway, the member at another server of the cluster", await gateway(cluster[0]!));

  const leaves = await freePort();
  const hub = await nats("-c", config("hub", `leafnodes { listen: "127.0.0.1:${leaves}" }`));
  const leaf = await nats(
    "-c",
    config("leaf", `leafnodes { remotes: [{ url: "nats://127.0.0.1:${leaves}" }] }`),
  );
  await server(hub);
  found.set("a gateway at a leaf node, the member at its hub", await gateway(leaf));

  const [east, west] = await Promise.all([freePort(), freePort()]);
  const region = (name: string, own: number, other: string, its: number) =>
    `gateway { name: ${name}, listen: "127.0.0.1:${own}", gateways: [{ name: ${other}, url: "nats://127.0.0.1:${its}" }] }`;
  const first = await nats("-c", config("east", region("east", east, "west", west)));
  const second = await nats("-c", config("west", region("west", west, "east", east)));
  await server(second);
  found.set("a gateway in one region, the member in another", await gateway(first));
  await sleep(2000); // until every server of NATS has heard of the others' subscriptions
  return found;
}

async function start(name: string, command: readonly string[], port: number): Promise<void> {
  const program = new Program(name, command, port);
  programs.push(program);
  await program.start();
}

function config(name: string, text: string): string {
  const path = join(folder, `${name}.conf`);
  writeFileSync(path, `server_name: ${name}\n${text}\n`);
  return path;
}

async function proxied(servers: readonly number[]): Promise<string> {
  const port = await freePort();
  const path = join(folder, "haproxy.cfg");
  const listed = servers.map((one, at) => `  server s${at} 127.0.0.1:${one}`).join("\n");
  const times = "timeout connect 5s\n  timeout client 60s\n  timeout server 60s";
  writeFileSync(
    path,
    `defaults\n  mode tcp\n  ${times}\nlisten thrift\n  bind 127.0.0.1:${port}\n${listed}\n`,
  );
  await start("haproxy", [haproxy, "-db", "-f", path], port);
  return `tcp://127.0.0.1:${port}`;
}

/** In turns, so that what else the machine does is the same for all. */
async function measure(found: ReadonlyMap<string, string>): Promise<void> {
  const rows = new Map<string, number[][]>();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, address] of found) {
      const figures: number[] = [];
      for (const { atOnce, calls } of loads) {
        const clients = await Promise.all(Array.from({ length: atOnce }, () => connect(idl, address)));
        await worked(clients, calls / 10);
        const began = performance.now();
        const times = await worked(clients, calls);
        figures.push(times[times.length >> 1]!, times[Math.floor(times.length * 0.99)]!);
        figures.push(Math.round((times.length * 1000) / (performance.now() - began)));
        for (const client of clients) client.close();
      }
      if (round > 0) rows.set(name, [...(rows.get(name) ?? []), figures]); // the first warms up
    }
  }
  console.log("| way | one at a time, median | 99% | 64 at a time, median | 99% | calls a second |");
  console.log("|---|--:|--:|--:|--:|--:|");
  for (const [name, all] of rows) {
    const [p50, p99, , many50, many99, rate] = all[0]!.map((_, at) =>
      median(all.map((figures) => figures[at]!)),
    );
    const shown = [p50, p99, many50, many99].map((ms) => `${ms!.toFixed(2)} ms`);
    console.log(`| ${name} | ${[...shown, Math.round(rate! / 100) * 100].join(" | ")} |`);
  }
}

/** @returns the times that calls took, in milliseconds, the shortest first. */
async function worked(clients: readonly Client[], calls: number): Promise<number[]> {
  const times: number[] = [];
  await Promise.all(
    clients.map(async (client) => {
      for (let made = 0; made < calls / clients.length; made++) {
        const began = performance.now();
        await client.call("add", 20, 22);
        times.push(performance.now() - began);
      }
    }),
  );
  return times.sort((a, b) => a - b);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
