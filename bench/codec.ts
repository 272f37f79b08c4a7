// The time that reading and writing takes, for every shape that the servers are measured with and some larger ones, in
// each protocol.
//
//   bun bench/codec.ts [binary|compact|json] [shape...]      (or node, or deno run -A)
//
// Nanoseconds a message: the lower quartile of interleaved runs after warming up, which is steadier than the
// median where others use the processor too. Call and reply are what a server does:
// `read` is a call's beginning, its arguments and the call of a handler; `write` is the reply with the same value.

import type { ServiceMessageHead } from "../src/codec/codec.ts";
import { compileCodec } from "../src/codec/compile.ts";
import { loadIdl } from "../src/idl/load.ts";
import { Input } from "../src/protocol/input.ts";
import { type ProtocolName, protocolNames } from "../src/protocol/names.ts";
import { Output } from "../src/protocol/output.ts";
import { resolveService } from "../src/schema/service.ts";
import { tensor } from "../tensor.ts";
import { many, type Shape, same, shapes as served } from "./plan/shapes.ts";

/** Those that are too large for the tables of servers. */
const shapes: Readonly<Record<string, Shape>> = {
  ...served,
  doubles150528: same(
    "doubles",
    many(150_528, (i) => i * 1.1),
  ),
  "tensor of 600 kB": same("tensors", [tensor(new Float32Array(150_528), [224, 224, 3])]),
  "text 1 MB ASCII": same("text", "All work. ".repeat(100_000)),
  "text 1 MB Latin-1": same("text", "déjà vu là".repeat(100_000)),
  "text 1 MB of quotes": same("text", '"word" '.repeat(140_000)),
  "texts10 of 100 kB": same(
    "texts",
    many(10, (i) => `${i} All work.`.repeat(9000)),
  ),
};

const service = resolveService(loadIdl(new URL("./service/bench.thrift", import.meta.url)));

interface Task {
  readonly name: string;
  readonly run: (times: number) => void;
  readonly samples: number[];
  times: number;
}

const chosen = process.argv.slice(2);
const isChosen = (name: string, among: readonly string[]): boolean => {
  const named = chosen.filter((one) => among.includes(one));
  return named.length === 0 || named.includes(name);
};

/** Written so that nothing can be left out as unused. */
let sink: unknown;

function tasksOf(protocol: ProtocolName): Task[] {
  const codec = compileCodec(service, protocol);
  const head: ServiceMessageHead = { name: "", type: 0, seqid: 0, strict: true, index: 0 };
  const input = new Input();
  const output = new Output();
  return Object.entries(shapes).flatMap(([shape, [method, args, result]]): Task[] => {
    if (!isChosen(shape, Object.keys(shapes))) return [];
    const func = codec.functions.find((one) => one.name === method)!;
    output.position = 0;
    func.writeCall(output, 1, args);
    const message = output.bytes.slice(0, output.position);
    const handler = (argument: unknown): unknown => argument;
    const read = (times: number): void => {
      for (let i = 0; i < times; i++) {
        input.reset(message);
        codec.readMessageBegin(input, head);
        sink = codec.functions[head.index]!.invoke(input, handler, undefined, undefined);
      }
    };
    const write = (times: number): void => {
      for (let i = 0; i < times; i++) {
        output.position = 0;
        func.writeReply(output, i, result);
      }
    };
    const name = `${protocol} ${shape}`;
    return [
      { name: `${name} read`, run: read, samples: [], times: 1 },
      { name: `${name} write`, run: write, samples: [], times: 1 },
    ];
  });
}

const protocols = protocolNames.filter((name) => isChosen(name, protocolNames));
const tasks = protocols.flatMap(tasksOf);
const milliseconds = 4;
const rounds = 20;

function time(task: Task): number {
  const start = performance.now();
  task.run(task.times);
  return performance.now() - start;
}

for (const task of tasks) while (time(task) < milliseconds * 2) task.times = Math.ceil(task.times * 1.5);
for (let round = 0; round < rounds; round++) {
  for (const task of tasks) task.samples.push((time(task) * 1e6) / task.times);
}

const quartile = (task: Task): number => task.samples.sort((one, other) => one - other)[rounds >> 2]!;
console.log(`${"".padEnd(32)}${"read ns".padStart(10)}${"write ns".padStart(10)}`);
for (let index = 0; index < tasks.length; index += 2) {
  const [read, write] = [tasks[index]!, tasks[index + 1]!];
  const shown = [read, write].map((task) => quartile(task).toFixed(0).padStart(10)).join("");
  console.log(`${read.name.slice(0, -5).padEnd(32)}${shown}`);
}
if (sink === undefined) console.log();
