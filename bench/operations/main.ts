// Runs what a server has to survive for long, with 16 of Apache's Python clients, and counts every call.
//
//   node bench/operations/main.ts [kills|loops|memory]... [--programs executable,deno] [--models ...] [--seconds 60] [--minutes 10]
//
// `kills`: workers are killed every two seconds, and the server reloads every ten. `loops`: one call in a hundred never returns,
// with `--call-timeout 1`. `memory`: calls of all kinds, and a reload each minute. Exits with 1 when something was wrong. It takes
// Debian's python3-thrift and thrift-compiler, Linux, and half an hour for all.
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { ModelName } from "../../src/server/models.ts";
import { generateClients } from "./clients.ts";
import { runKills } from "./kills.ts";
import { runLoops } from "./loops.ts";
import { runMemory } from "./memory.ts";
import { type Program, programs } from "./server.ts";

interface Run {
  readonly models: readonly ModelName[];
  readonly run: (program: Program, model: ModelName, length: number, folder: string) => Promise<string[]>;
  readonly length: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    programs: { type: "string", default: "executable,deno" },
    models: { type: "string" },
    seconds: { type: "string", default: "60" },
    minutes: { type: "string", default: "10" },
  },
});
const seconds = Number(values.seconds);
const runs: Readonly<Record<string, Run>> = {
  kills: { models: ["nonblocking", "threadpool", "processpool", "forking"], run: runKills, length: seconds },
  loops: { models: ["nonblocking", "threadpool", "processpool"], run: runLoops, length: seconds },
  memory: { models: ["nonblocking", "processpool"], run: runMemory, length: Number(values.minutes) },
};
const chosen = positionals.length === 0 ? Object.keys(runs) : positionals;
for (const name of chosen)
  if (runs[name] === undefined) throw new Error(`no run is called ${name}: ${Object.keys(runs)}`);
const on = values.programs.split(",") as Program[];
for (const name of on)
  if (programs[name] === undefined) throw new Error(`no program is called ${name}: ${Object.keys(programs)}`);

const folder = mkdtempSync(join(tmpdir(), "thriftserve-operations-"));
try {
  generateClients(folder);
  for (const name of chosen) {
    const { models, run, length } = runs[name]!;
    console.log(`\n${name}, at a load of ${loadavg()[0]!.toFixed(1)}`);
    for (const program of on) {
      for (const model of (values.models?.split(",") as ModelName[] | undefined) ?? models) {
        for (const what of await run(program, model, length, folder)) {
          console.log(`  wrong: ${what}`);
          process.exitCode = 1;
        }
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
