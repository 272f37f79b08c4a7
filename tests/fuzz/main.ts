// `npm run fuzz -- [options]`: hostile clients against a real server, for as long as you like.
//
//   --count N          spoiled messages to send (default 20000)
//   --runtime NAME     what serves: bun (default), deno, node or executable
//   --model NAME       its model (default nonblocking); --workers N, --max-workers N, --tls: as thriftserve's
//   --seed N           repeats a campaign (default: a random one); --from N: begins with that attack
//   --connections N    attacks at a time (default 64)
//   --stalled N        instead: so many clients at once that begin something and never go on
//
// It exits with 1 when the server ends or hangs, answers the probe wrongly or later than after 250 ms, or has grown by
// more than 64 MB for each of its processes.
import { parseArgs } from "node:util";
import { Certificates } from "../fixtures/certificates.ts";
import { hosts } from "../fixtures/hosts.ts";
import { campaign, type Figures } from "./campaign.ts";
import { stall } from "./stalled.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "20000" },
    runtime: { type: "string", default: "bun" },
    model: { type: "string", default: "nonblocking" },
    workers: { type: "string" },
    tls: { type: "boolean", default: false },
    seed: { type: "string", default: String(Math.floor(Math.random() * 0x100000000)) },
    from: { type: "string", default: "0" },
    connections: { type: "string", default: "64" },
    "max-workers": { type: "string" },
    stalled: { type: "string" },
  },
});

const host = hosts.find(({ name }) => name === values.runtime);
if (host === undefined)
  throw new Error(`There is no ${values.runtime}. Known: ${hosts.map(({ name }) => name).join(", ")}`);

const certificates = values.tls ? new Certificates() : undefined;
const options = ["--model", values.model];
if (values.workers !== undefined) options.push("--workers", values.workers);
if (values["max-workers"] !== undefined) options.push("--max-workers", values["max-workers"]);
if (certificates !== undefined) {
  const { cert, key } = certificates.server("server", certificates.authority("authority"));
  options.push("--tls-cert", cert, "--tls-key", key, "--tls-optional");
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
const line = ({ connections, messages, received, seconds, probe, memory }: Figures) =>
  `${seconds.toFixed(0)} s: ${messages} messages on ${connections} connections (${(messages / seconds).toFixed(0)}/s), ` +
  `${megabytes(received)} MB answered; probe: ${probe.calls} calls, at most ${probe.slowest.toFixed(0)} ms ` +
  `(new connections ${probe.slowestFresh.toFixed(0)} ms, own timers ${probe.late.toFixed(0)} ms late); ` +
  `memory ${megabytes(memory.began)} MB, at most ${megabytes(memory.most)}, now ${megabytes(memory.now)}`;
const { command } = host;
console.log(`${host.name} ${options.join(" ")} --seed ${values.seed} --from ${values.from}`);
// The server is ended whatever happens: Ctrl-C ends the campaign, not this program.
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => interrupted.abort());
const { signal } = interrupted;

process.exitCode = values.stalled === undefined ? await attack() : await stallAll(Number(values.stalled));
certificates?.remove();

/** @returns the exit status */
async function attack(): Promise<number> {
  let told = 0;
  const result = await campaign({
    command,
    options,
    seed: Number(values.seed),
    messages: Number(values.count),
    from: Number(values.from),
    connections: Number(values.connections),
    signal,
    progress: (figures) => {
      if (figures.seconds - told < 10) return;
      told = figures.seconds;
      console.log(line(figures));
    },
  });
  console.log(line(result));
  for (const failure of result.failures) console.log(`FAILED: ${failure}`);
  if (result.failures.length > 0) console.log(result.log.slice(-4000));
  return result.failures.length === 0 ? 0 : 1;
}

/** @returns the exit status */
async function stallAll(clients: number): Promise<number> {
  const fresh = values["max-workers"] === undefined && values.model !== "simple";
  const { probe, seconds, turnedAway, memory } = await stall({ command, options, clients, fresh, signal });
  const each = (memory.stalled - memory.began) / clients / 1000;
  console.log(
    `${clients} clients in ${seconds.toFixed(1)} s, ${turnedAway} turned away; probe: ${probe.calls} calls, ` +
      `at most ${probe.slowest.toFixed(0)} ms; memory ${megabytes(memory.began)} MB, ` +
      `${megabytes(memory.stalled)} with them (${each.toFixed(1)} kB each), ${megabytes(memory.after)} after them`,
  );
  if (probe.failure !== undefined) console.log(`FAILED: the probe: ${probe.failure}`);
  return probe.failure === undefined ? 0 : 1;
}
