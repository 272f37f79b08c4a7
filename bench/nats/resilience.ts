// Kills workers, servers and a server of NATS while Apache's Python clients call a group through a gateway, and counts what fails.
//
//   node bench/nats/resilience.ts [SECONDS] [CLIENTS]      60 and 32 unless they are given
//
// Exits with 1 when a call has taken longer than it may, or more have failed than were at work in what was killed: NATS' servers
// know how many calls a connection was sent and how many it has answered. Of a server of NATS that is killed nobody knows; all
// clients' calls may have been on their way through it.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../measure/ports.ts";
import { unansweredBy } from "./at_work.ts";
import { groupOptions, natsCommand, Program, root, runtimes, subject } from "./processes.ts";

const [seconds = 60, clients = 32] = process.argv.slice(2).map(Number);
const timeout = 5;
const handler = "bench/service/handler.ts";

interface Report {
  readonly answered: number;
  readonly failures: readonly (readonly [at: number, took: number, why: string])[];
  readonly longest: number;
}

/** A member, and how many of its calls can run at a time. */
interface Member {
  readonly program: Program;
  readonly admin: number;
  readonly capacity: number;
  /** Whether it has started: a server whose first workers are killed ends, and nobody starts it again here. */
  isUp: boolean;
  calls: number;
  last: number;
}

const programs: Program[] = [];
const folder = mkdtempSync(join(tmpdir(), "thriftserve-resilience-"));
try {
  process.exitCode = (await run()) ? 0 : 1;
} finally {
  for (const program of programs) program.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<boolean> {
  execFileSync("thrift", ["--gen", "py", "-o", folder, join(root, "bench/service/bench.thrift")]);
  const natsPorts = await ports(3);
  const all = await ports(3);
  const monitors = await ports(3);
  const nats = natsPorts.map((port, at) => {
    const command = natsCommand(port, { own: all[at]!, all });
    return program(`nats ${at}`, [...command, "-m", String(monitors[at])], port);
  });
  await Promise.all(nats.map((one) => one.start()));
  const pool = ["--model", "processpool", "--workers", "2"];
  const members = [
    await member("processpool a", runtimes.bun, pool, 2, natsPorts),
    await member("processpool b", runtimes.bun, pool, 2, natsPorts),
    await member("nonblocking", runtimes.bun, ["--model", "nonblocking", "--workers", "2"], 2, natsPorts),
    await member("deno", runtimes.deno, ["--model", "nonblocking", "--workers", "2"], 2, natsPorts),
  ];
  await Promise.all(members.map((one) => one.program.start()));
  const port = await freePort();
  const options = [
    "--idl",
    "bench/service/bench.thrift",
    "--port",
    String(port),
    "--nats-timeout",
    String(timeout),
  ];
  const waiting = ["--nats-wait", "2", "--log-level", "error"];
  const gateway = program(
    "gateway",
    [...runtimes.bun, "gateway", ...options, ...waiting, ...groupOptions(natsPorts)],
    port,
  );
  await gateway.start();

  const report = atWork(port);
  const kills = { worker: 0, server: 0, nats: 0 };
  let unanswered = 0;
  const killed = async (...processes: number[]) => {
    unanswered += (await unansweredBy(monitors, new Set(processes), subject)).calls;
  };
  const ends = performance.now() + seconds * 1000;
  const every = async (pause: number, act: () => Promise<void> | void) => {
    for (await sleep(pause); performance.now() < ends - 1000; await sleep(pause)) await act();
  };
  const counted = every(500, () => count(members));
  const workers = every(3000, async () => {
    const pool = members[kills.worker % 2]!;
    const victim = childrenOf(pool.program.pid)[0];
    if (victim === undefined || !pool.isUp) return;
    kills.worker++;
    process.kill(victim, "SIGKILL");
    await killed(victim);
  });
  const servers = every(Math.min(10_000, seconds * 300), async () => {
    const victim = members[(kills.server++ + 2) % members.length]!;
    victim.isUp = false;
    const { pid } = victim.program;
    const workersOf = childrenOf(pid);
    victim.program.kill();
    victim.last = 0;
    await killed(pid, ...workersOf);
    await victim.program.start();
    while (!(await isReady(victim))) await sleep(50);
    victim.isUp = true;
  });
  const middle = (async () => {
    await sleep(seconds * 500);
    kills.nats++;
    nats[0]!.kill();
    await sleep(1000);
    await nats[0]!.start();
  })();
  const { answered, failures, longest } = await report;
  await Promise.all([counted, workers, servers, middle]);

  const most = unanswered + kills.nats * clients;
  const total = members.reduce((sum, { calls }) => sum + calls, 0);
  const capacity = members.reduce((sum, one) => sum + one.capacity, 0);
  console.log(`${answered} calls answered, ${failures.length} failed`);
  console.log(`${unanswered} were at work in members that were killed, and ${most} at most in all`);
  console.log(`killed: ${kills.worker} workers, ${kills.server} servers, ${kills.nats} of NATS`);
  console.log(`the longest call took ${longest.toFixed(2)} s, of ${timeout}`);
  for (const [why, count] of reasons(failures)) console.log(`  ${count} times: ${why}`);
  for (const one of members) {
    const share = one.calls / total / (one.capacity / capacity);
    console.log(`${one.program.name}: ${one.calls} calls counted, ${(share * 100).toFixed(0)}% of its part`);
  }
  return answered > 0 && failures.length <= most && longest < timeout + 2;
}

async function member(
  name: string,
  runtime: readonly string[],
  model: readonly string[],
  capacity: number,
  natsPorts: readonly number[],
): Promise<Member> {
  const [port, admin] = await ports(2);
  const options = ["--port", String(port), "--admin", `127.0.0.1:${admin}`, "--log-level", "fatal"];
  const command = [...runtime, handler, ...model, ...options, ...groupOptions(natsPorts)];
  return { program: program(name, command, port!), admin: admin!, capacity, isUp: true, calls: 0, last: 0 };
}

function program(name: string, command: readonly string[], port: number): Program {
  const made = new Program(name, command, port);
  programs.push(made);
  return made;
}

async function ports(count: number): Promise<number[]> {
  return await Promise.all(Array.from({ length: count }, () => freePort()));
}

/** Runs the clients to their end. */
function atWork(port: number): Promise<Report> {
  const args = [join(root, "bench/nats/clients.py"), join(folder, "gen-py"), port, clients, seconds].map(
    String,
  );
  const child = spawn("/usr/bin/python3", args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) =>
      status === 0
        ? resolve(JSON.parse(text) as Report)
        : reject(new Error(`the clients ended with ${status}`)),
    );
  });
}

async function isReady({ admin }: Member): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${admin}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Adds what members have counted since: one that was started once more counts from 0. */
async function count(members: readonly Member[]): Promise<void> {
  for (const one of members) {
    const text = await fetch(`http://127.0.0.1:${one.admin}/metrics`).then(
      (answer) => answer.text(),
      () => "",
    );
    const found = /requests_total\{thrift_method="add",thrift_success="true"[^}]*\} (\d+)/.exec(text);
    if (found === null) continue;
    const now = Number(found[1]);
    one.calls += now >= one.last ? now - one.last : now;
    one.last = now;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((one) => one > 0 && parentOf(one) === pid);
}

function parentOf(pid: number): number {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) \S /s, "")
        .split(" ")[0],
    );
  } catch {
    return 0; // it has ended
  }
}

function reasons(failures: Report["failures"]): [string, number][] {
  const counts = new Map<string, number>();
  for (const [, , why] of failures) {
    const kind = why.replaceAll(/[\d.]+ s\b/g, "N s").replaceAll(/:\d+/g, "");
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}
