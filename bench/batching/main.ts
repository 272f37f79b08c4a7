// Measures what dynamic batching makes of a network of many megabytes: one that is run by hand in one process, with the best size
// of its batches, against servers whose 32 clients make the batches, and the same servers without any.
//
//   node bench/batching/main.ts [--rounds 5] [--seconds 5] [--units 1024,2048] [--clients 32] [--runtime bun]
//
// Everything is run in turn, round after round; each figure is its median, and held against one process by hand. `cost` is processor
// time for one image, of all the server's threads and processes: on a machine that does other things too it means more than images a
// second. The clients are connections of a thread of C, which leaves the processors to the server; before it examples/digits/load.ts
// calls for a second, and looks at the answers.
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import { tensor } from "../../tensor.ts";
import { buildLoadGenerators } from "../measure/build.ts";
import { encoderOf } from "../plan/dialects.ts";
import { buildFolder } from "../plan/servers.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bun = "node_modules/bun/bin/bun.exe";
const servers = {
  bun: [bun, "run", "mod.ts"],
  node: ["node_modules/node/bin/node", "mod.ts"],
  deno: ["node_modules/deno/deno", "run", "-A", "mod.ts"],
  executable: ["dist/thriftserve"],
};

/** Images a second, and microseconds of processor time for one. */
interface Figure {
  readonly rate: number;
  readonly cost: number;
  /** What else there is to say. */
  readonly note: string;
}

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "5" },
    units: { type: "string", default: "1024,2048" },
    clients: { type: "string", default: "32" },
    runtime: { type: "string", default: "bun" },
  },
});
const { rounds, seconds, clients } = options;
const command = servers[options.runtime as keyof typeof servers];
if (command === undefined)
  throw new Error(`--runtime is ${options.runtime}; expected ${Object.keys(servers)}`);

const folder = mkdtempSync(join(tmpdir(), "thriftserve-batching-"));
const request = join(folder, "request");
const service = resolveService(loadIdl(join(root, "examples/digits/digits.thrift")));
const image = tensor(new Uint8Array(28 * 28), [28, 28]);
const encoded = encoderOf(service, "binary")(["predict", [image], { digit: 1, probability: 0.5 }]);
try {
  mkdirSync(buildFolder, { recursive: true });
  await buildLoadGenerators();
  writeFileSync(request, encoded.call);
  for (const units of options.units.split(",")) await measure(units);
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(units: string): Promise<void> {
  const file = join(folder, `${units}.onnx`);
  execFileSync(bun, ["examples/digits/widen.ts", file, units], { cwd: root });
  console.log(`\nA network of ${(statSync(file).size / 1e6).toFixed(1)} MB, ${clients} clients`);
  const ways: Readonly<Record<string, () => Promise<Figure>>> = {
    "by hand, 1 process": () => byHand(file, 1),
    "nonblocking, 1 worker": () => served(file, "nonblocking", 1),
    "processpool, 1 worker": () => served(file, "processpool", 1),
    "by hand, 2 processes": () => byHand(file, 2),
    "nonblocking, 2 workers": () => served(file, "nonblocking", 2),
    "processpool, 2 workers": () => served(file, "processpool", 2),
    "nonblocking, no batches": () => served(file, "nonblocking", 2, "handler.ts"),
    "processpool, no batches": () => served(file, "processpool", 2, "handler.ts"),
  };
  const figures = new Map<string, Figure[]>(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < Number(rounds); round++) {
    for (const [name, way] of Object.entries(ways)) figures.get(name)!.push(await way());
  }
  let base: Figure | undefined;
  for (const [name, found] of figures) {
    const rate = median(found.map((one) => one.rate));
    const cost = median(found.map((one) => one.cost));
    const note = found.at(-1)!.note;
    base ??= { rate, cost, note };
    const ratio = `${((100 * rate) / base.rate).toFixed(0)} %, by processor time ${((100 * base.cost) / cost).toFixed(0)} %`;
    console.log(
      `${name.padEnd(24)}${rate.toFixed(0).padStart(7)} a second, ${cost.toFixed(0).padStart(5)} us each: ${ratio}  (${note})`,
    );
  }
}

/** The best size of all; with several processes at a time what they make together. */
async function byHand(file: string, processes: number): Promise<Figure> {
  const env = { ...process.env, NETWORK: file };
  const each = Math.max(0.2, Number(seconds) / 7);
  const one = async () => {
    const { stdout } = await promisify(execFile)(bun, ["bench/batching/by_hand.ts", `${each}`], {
      cwd: root,
      env,
    });
    return JSON.parse(stdout) as { size: number; rate: number; cost: number }[];
  };
  const all = await Promise.all(Array.from({ length: processes }, one));
  const sums = all[0]!.map(({ size }, at) => {
    const rate = all.reduce((sum, found) => sum + found[at]!.rate, 0);
    const cost = all.reduce((sum, found) => sum + found[at]!.cost, 0) / processes;
    return { size, rate, cost };
  });
  const best = sums.reduce((before, now) => (now.rate > before.rate ? now : before));
  const single = sums[0]!.rate;
  const most = sums.findLast(({ size }) => size <= Number(clients)) ?? best;
  const others = `${most.rate.toFixed(0)} with ${most.size}, ${single.toFixed(0)} with one`;
  return { ...best, note: `best with ${best.size} at a time; ${others}` };
}

async function served(file: string, model: string, workers: number, handler = "batched.ts"): Promise<Figure> {
  const portFile = join(folder, "port");
  const admin = join(folder, "admin");
  rmSync(portFile, { force: true });
  const address = [
    "--host",
    "127.0.0.1",
    "--port",
    "0",
    "--port-file",
    portFile,
    "--no-config",
    "--log-level",
    "error",
  ];
  const given = [...command, "serve", `examples/digits/${handler}`, ...address, "--model", model];
  const [program = "", ...args] = [...given, "--workers", `${workers}`, "--admin", `unix:${admin}`];
  const env = { ...process.env, NETWORK: file };
  const server = spawn(program, args, { cwd: root, env, stdio: ["ignore", "ignore", "ignore"] });
  const gone = once(server, "exit");
  try {
    while (!existsSync(portFile)) {
      if (server.exitCode !== null) throw new Error(`${given.join(" ")} ended with ${server.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const port = readFileSync(portFile, "utf8").trim();
    const right = await rightAnswers(port);
    await load(port, "2"); // what is compiled late
    const before = processorTime(server.pid!);
    const batchesBefore = await batches(admin);
    const { rate, p50, p99, dropped, wrong } = await load(port, seconds);
    const spent = processorTime(server.pid!) - before;
    const now = await batches(admin);
    if (dropped + wrong > 0) throw new Error(`${dropped} connections were dropped, ${wrong} replies wrong`);
    const size = now.calls === 0 ? 1 : (now.calls - batchesBefore.calls) / (now.count - batchesBefore.count);
    const times = `p50 ${(p50 / 1000).toFixed(2)} ms, p99 ${(p99 / 1000).toFixed(2)} ms`;
    const note = `${size.toFixed(1)} at a time, ${times}, ${right} % right`;
    return { rate, cost: spent / (rate * Number(seconds)), note };
  } finally {
    server.kill("SIGTERM");
    await gone;
  }
}

/** The batches so far, as the metrics have them, and the calls in them. */
async function batches(socketPath: string): Promise<{ count: number; calls: number }> {
  const [response] = (await once(get({ socketPath, path: "/metrics" }), "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  const sum = (name: string) =>
    Array.from(text.matchAll(new RegExp(`^thrift_server_batch_size_${name}\\S* (\\S+)`, "gm")), ([, value]) =>
      Number(value),
    ).reduce((before, value) => before + value, 0);
  return { count: sum("count"), calls: sum("sum") };
}

/** @returns of a hundred answers. */
async function rightAnswers(port: string): Promise<string> {
  const args = ["examples/digits/load.ts", port, clients, "1"];
  const { stdout } = await promisify(execFile)(bun, args, { cwd: root });
  return /([\d.]+) % of/.exec(stdout)![1]!;
}

/** What bench/measure/load.c prints: calls a second, and microseconds. */
interface Said {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly dropped: number;
  readonly wrong: number;
}

async function load(port: string, lasting: string): Promise<Said> {
  const args = [port, clients, "1", lasting, request, `${encoded.replySize}`];
  const { stdout } = await promisify(execFile)(join(buildFolder, "load"), args);
  return JSON.parse(stdout) as Said;
}

/** Microseconds that a process and those that it has started have run for, by the scheduler's clock. */
function processorTime(pid: number): number {
  let spent = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const at = `/proc/${pid}/task/${thread}`;
    spent += Number(readFileSync(`${at}/schedstat`, "utf8").split(" ")[0]) / 1000;
    const children = readFileSync(`${at}/children`, "utf8").split(" ").filter(Boolean);
    for (const child of children) spent += processorTime(Number(child));
  }
  return spent;
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[values.length >> 1]!;
}
