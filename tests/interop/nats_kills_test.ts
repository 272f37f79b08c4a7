// Kills under load: of a group on NATS a worker, a whole server and a server of NATS, while clients call it through a gateway.
// bench/nats/resilience.ts does so for a minute.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { unansweredBy } from "../../bench/nats/at_work.ts";
import { connect } from "../../src/client/client.ts";
import { type Host, hosts, type RunningServer, startServer } from "../fixtures/hosts.ts";
import { processTree } from "../fixtures/processes.ts";
import { probe, until } from "../fixtures/serving.ts";
import { natsCluster, whyNoNats } from "../nats/nats_servers.ts";

const [bun, deno] = ["bun", "deno"].map((name) => hosts.find((one) => one.name === name)) as [Host, Host];
const subject = "thrift.probe";
const clients = 8;
/** Seconds that a call may take. */
const limit = 4;

test("kills fail no more calls than were at work, and none waits for longer than it may", {
  skip: whyNoNats() ?? bun.missing ?? deno.missing ?? false,
}, async () => {
  await using nats = await natsCluster(2, "-m", "-1");
  const running: RunningServer[] = [];
  const start = async (host: Host, ...options: string[]) => {
    const group = ["--nats", nats.urls[0]!, "--nats-subject", subject, "--log-level", "fatal"];
    const server = await startServer(host, [...options, ...group]);
    running.push(server);
    return server;
  };
  const handler = "tests/fixtures/probe.ts";
  const many = ["--workers", "2", "--concurrency", "4"];
  const load = new Load();
  try {
    const [pool, single, gateway] = await Promise.all([
      start(bun, handler, "--model", "processpool", ...many),
      start(deno, handler, "--model", "nonblocking", "--workers", "0", "--concurrency", "8"),
      start(
        bun,
        ...["gateway", "--idl", "tests/fixtures/probe.thrift"],
        ...["--nats-timeout", String(limit), "--nats-wait", "30"],
      ),
    ]);
    load.begin(Number(gateway.address.split(":").at(-1)));
    await load.answers(50);

    let atWork = 0;
    const killed = async (what: string, kill: () => void, ...processes: number[]) => {
      kill();
      const found = await unansweredBy(nats.monitors, new Set(processes), subject);
      assert.equal(found.connections, 1, `NATS has seen the end of ${what}`);
      atWork += found.calls;
      await load.answers(50);
    };
    const worker = processTree(pool.pid).find(({ pid }) => pid !== pool.pid)!.pid;
    await killed("the worker", () => process.kill(worker, "SIGKILL"), worker);
    await killed("the server", () => single.kill(), single.pid);
    await start(deno, handler, "--model", "nonblocking", "--workers", "0", "--concurrency", "8");
    await load.answers(50);
    await load.end();
    assert.ok(load.failures.length <= atWork, `${load.failures.length} failed of ${atWork}:\n${load.said}`);

    load.begin(Number(gateway.address.split(":").at(-1)));
    await load.answers(50);
    const before = load.failures.length;
    nats.kill(0);
    await load.answers(100);
    await load.end();
    assert.ok(load.failures.length - before <= clients, `more than the clients had under way:\n${load.said}`);
    assert.ok(load.longest < (limit + patience) * 1000, `a call took ${load.longest} ms`);
  } finally {
    await load.end();
    for (const one of running) one.kill();
  }
});

/** Clients that call, one call after the other. */
class Load {
  readonly failures: string[] = [];
  /** Milliseconds. */
  longest = 0;
  #answered = 0;
  #isOver = true;
  #all: Promise<unknown> = Promise.resolve();

  get said(): string {
    return this.failures.join("\n");
  }

  begin(port: number): void {
    this.#isOver = false;
    this.#all = Promise.all(Array.from({ length: clients }, () => this.#call(port)));
  }

  /** Resolves when so many more are answered. */
  async answers(more: number): Promise<void> {
    const enough = this.#answered + more;
    await until(() => this.#answered >= enough, `${more} more calls are answered:\n${this.said}`, 60);
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#all;
  }

  async #call(port: number): Promise<void> {
    await using client = await connect(probe, { port, timeout: 60, retries: 0 });
    while (!this.#isOver) {
      const began = performance.now();
      try {
        await client.call("nap", 20);
        this.#answered++;
      } catch (error) {
        this.failures.push(String(error));
        await sleep(20);
      }
      this.longest = Math.max(this.longest, performance.now() - began);
    }
  }
}

/** Seconds that a busy machine may add. */
const patience = 6;
