// Measures `add` through a gateway beside the same server directly, with a load generator in C, and the processor's time of a call in
// the gateway, the member and the server of NATS: the second figures of docs/scaling.md.
//
//   node bench/nats/costs.ts [ROUNDS] [CONNECTIONS]      5 and 64 unless they are given
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildLoadGenerators } from "../measure/build.ts";
import { freePort } from "../measure/ports.ts";
import { writeRequests } from "../plan/requests.ts";
import { buildFolder } from "../plan/servers.ts";
import { groupOptions, natsCommand, Program, runtimes } from "./processes.ts";

const execute = promisify(execFile);
const [rounds = 5, connections = 64] = process.argv.slice(2).map(Number);
/** Seconds of a round for each way. */
const lasts = 2;
/** Microseconds of the unit in which the kernel tells of a process's time. */
const tick = 10_000;
const programs: Program[] = [];

try {
  await measure();
} finally {
  for (const program of programs) program.kill();
}

/** What the load generator found; times in microseconds. */
interface Sample {
  readonly rate: number;
  readonly p50: number;
  readonly wrong: number;
}

async function measure(): Promise<void> {
  const request = writeRequests(join(buildFolder, "requests"))("add", "binary");
  await buildLoadGenerators();
  const at = await freePort();
  const nats = await start("nats-server", natsCommand(at));
  const group = [...groupOptions([at]), "--log-level", "error"];
  const own = ["bench/service/handler.ts", "--model", "nonblocking", "--workers", "0", "--port", "{port}"];
  const member = await start("member", [...runtimes.bun, ...own, ...group]);
  const idl = ["--idl", "bench/service/bench.thrift", "--port", "{port}", "--nats-wait", "10"];
  const gateway = await start("gateway", [...runtimes.bun, "gateway", ...idl, ...group]);

  const load = async ({ port }: Program): Promise<Sample> => {
    const options = [port, connections, 1, lasts, request.file, request.replySize].map(String);
    const { stdout } = await execute(join(buildFolder, "load"), options);
    const sample = JSON.parse(stdout) as Sample;
    if (sample.wrong > 0) throw new Error(`${sample.wrong} replies of the wrong size`);
    return sample;
  };
  const chain = [gateway, member, nats];
  /** Microseconds of a call, of a program's own and in the system. */
  const costOf = (program: Program, before: Ticks, { rate }: Sample) =>
    ticksOf(program).map((now, part) => ((now - before[part]!) * tick) / (rate * lasts)) as [number, number];
  const found: { direct: Sample; through: Sample; costs: [number, number][] }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const rested = ticksOf(member);
    const direct = await load(member);
    const alone = costOf(member, rested, direct);
    const before = chain.map(ticksOf);
    const through = await load(gateway);
    const costs = chain.map((program, at) => costOf(program, before[at]!, through));
    if (round > 0) found.push({ direct, through, costs: [...costs, alone] }); // the first warms up
  }

  const middle = (of: (one: (typeof found)[number]) => number) => median(found.map(of));
  console.log("| way | calls a second | median |\n|---|--:|--:|");
  for (const way of ["direct", "through"] as const)
    console.log(
      `| ${way} | ${Math.round(middle((one) => one[way].rate))} | ${middle((one) => one[way].p50)} us |`,
    );
  const share = middle(({ direct, through }) => through.rate / direct.rate);
  const times = middle(({ direct, through }) => through.p50 / direct.p50);
  console.log(`through the gateway ${share.toFixed(2)} of the calls, ${times.toFixed(1)} times the median`);
  console.log("| program | of a call | of that, in the system |\n|---|--:|--:|");
  for (const [at, name] of [...chain.map((one) => one.name), "the member, called directly"].entries()) {
    const own = middle(({ costs }) => costs[at]![0]);
    const system = middle(({ costs }) => costs[at]![1]);
    console.log(`| ${name} | ${(own + system).toFixed(1)} us | ${system.toFixed(1)} us |`);
  }
}

/** Starts a program, at the port that its command has or that takes the place of `{port}`. */
async function start(name: string, command: readonly string[]): Promise<Program> {
  const port = await freePort();
  const known = command.includes("{port}") ? port : Number(command[command.indexOf("-p") + 1]);
  const program = new Program(
    name,
    command.map((one) => (one === "{port}" ? String(port) : one)),
    known,
  );
  programs.push(program);
  await program.start();
  return program;
}

type Ticks = readonly [number, number];

/** A process's time of its own and in the system, in ticks: see proc_pid_stat(5). */
function ticksOf({ pid }: Program): Ticks {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return [Number(fields[11]), Number(fields[12])];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
