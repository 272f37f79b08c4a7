// The time that reading and writing takes, for several shapes of message, in each protocol.
//
//   bun bench/codec.ts [binary|compact|json] [shape...]      (or node, or deno run -A)
//
// Nanoseconds a message: the lower quartile of interleaved runs after warming up, which is steadier than the
// median where others use the processor too. Call and reply are what a server does:
// `read` is a call's beginning, its arguments and the call of a handler; `write` is the reply with the same value.

import type { ServiceMessageHead } from "../src/codec/codec.ts";
import { compileCodec } from "../src/codec/compile.ts";
import { Input } from "../src/protocol/input.ts";
import { type ProtocolName, protocolNames } from "../src/protocol/names.ts";
import { Output } from "../src/protocol/output.ts";
import type { Field, Func, Schema, Type } from "../src/schema/schema.ts";
import { tensor } from "../tensor.ts";

const i32: Type = { kind: "i32" };
const string: Type = { kind: "string" };
const list = (element: Type): Type => ({ kind: "list", element });
const struct = (name: string): Type => ({ kind: "struct", name: `bench.${name}` });
const field = (
  id: number,
  name: string,
  type: Type,
  requiredness: Field["requiredness"] = "default",
): Field => ({
  id,
  name,
  type,
  requiredness,
});
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const structs: Schema["structs"] = {
  "bench.Point": {
    kind: "struct",
    name: "bench.Point",
    fields: [
      field(1, "x", i32),
      field(2, "y", { kind: "double" }),
      field(3, "label", string),
      field(4, "tags", list(i32)),
    ],
  },
  "bench.Line": {
    kind: "struct",
    name: "bench.Line",
    fields: [
      field(1, "from", struct("Point")),
      field(2, "to", struct("Point"), "required"),
      field(3, "colour", i32, "optional"),
      field(4, "dashed", { kind: "bool" }),
      field(5, "weight", { kind: "i64" }, "optional"),
      field(6, "name", string, "optional"),
    ],
  },
  "bench.Tensor": {
    kind: "struct",
    name: "bench.Tensor",
    fields: [
      field(1, "type", i32, "required"),
      field(2, "shape", list(i32), "required"),
      field(3, "data", { kind: "binary" }, "required"),
    ],
  },
};

const point = (i: number) => ({ x: i, y: i * 1.5, label: `point number ${i}`, tags: [1, 2, 3, i] });

/** Shape: the type of the one argument (two for `add`), and a value of it. */
const shapes: Readonly<Record<string, readonly [Type, unknown]>> = {
  add: [i32, 1],
  points100: [list(struct("Point")), many(100, point)],
  lines50: [
    list(struct("Line")),
    many(50, (i) => ({ from: point(i), to: point(i + 1), dashed: i % 2 === 0, weight: BigInt(i) })),
  ],
  "map100 string:i32": [
    { kind: "map", key: string, value: i32 },
    new Map(many(100, (i) => [`key ${i}`, i * 1000])),
  ],
  "map100 i32:string": [
    { kind: "map", key: i32, value: string },
    new Map(many(100, (i) => [i, `value ${i}`])),
  ],
  "set100 string": [{ kind: "set", element: string }, new Set(many(100, (i) => `element ${i}`))],
  "list1000 i32": [list(i32), many(1000, (i) => i * 1000)],
  "list1000 double": [list({ kind: "double" }), many(1000, (i) => i * 1.1)],
  "list150528 double": [list({ kind: "double" }), many(150_528, (i) => i * 1.1)],
  "tensor 1000 FLOAT": [struct("Tensor"), tensor(new Float32Array(1000))],
  "tensor 150528 FLOAT": [struct("Tensor"), tensor(new Float32Array(150_528), [224, 224, 3])],
  "list100 i64": [list({ kind: "i64" }), many(100, (i) => BigInt(i) ** 7n)],
  "list100 string": [list(string), many(100, (i) => `a short string ${i}`)],
  "list100 bool": [list({ kind: "bool" }), many(100, (i) => i % 3 === 0)],
  "string 10 kB ASCII": [string, "All work. ".repeat(1000)],
  "string 10 kB Cyrillic": [string, "привет мир".repeat(530)],
  "string 10 kB CJK": [string, "日本語テキスト".repeat(480)],
  "string 1 MB ASCII": [string, "All work. ".repeat(100_000)],
  "string 1 MB Latin-1": [string, "déjà vu là".repeat(100_000)],
  "string 1 MB of quotes": [string, '"word" '.repeat(140_000)],
  "list10 100 kB ASCII": [list(string), many(10, (i) => `${i} All work.`.repeat(9000))],
  "list100 Cyrillic": [list(string), many(100, (i) => `привет мир ${i}`)],
  "binary 1 kB": [{ kind: "binary" }, new Uint8Array(1024)],
  "binary 64 kB": [{ kind: "binary" }, new Uint8Array(65_536)],
};

const functions = Object.entries(shapes).map(
  ([, [type]], index): Func => ({
    name: index === 0 ? "add" : `function${index}`,
    oneway: false,
    returns: type,
    arguments: index === 0 ? [field(1, "a", i32), field(2, "b", i32)] : [field(1, "value", type)],
    throws: [],
  }),
);
const schema: Schema = { program: "bench", namespaces: {}, structs, enums: {}, constants: {}, services: {} };

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
  const codec = compileCodec({ name: "Bench", functions, schema }, protocol);
  const head: ServiceMessageHead = { name: "", type: 0, seqid: 0, strict: true, index: 0 };
  const input = new Input();
  const output = new Output();
  return Object.entries(shapes).flatMap(([shape, [, value]], index): Task[] => {
    if (!isChosen(shape, Object.keys(shapes))) return [];
    const func = codec.functions[index]!;
    output.position = 0;
    func.writeCall(output, 1, [value, value]);
    const message = output.bytes.slice(0, output.position);
    const method = (argument: unknown): unknown => argument;
    const read = (times: number): void => {
      for (let i = 0; i < times; i++) {
        input.reset(message);
        codec.readMessageBegin(input, head);
        sink = codec.functions[head.index]!.invoke(input, method, undefined, undefined);
      }
    };
    const write = (times: number): void => {
      for (let i = 0; i < times; i++) {
        output.position = 0;
        func.writeReply(output, i, value);
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
