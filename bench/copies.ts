// The processor time of texts and binary values beside that of a memory copy of the same bytes.
//
//   bun bench/copies.ts [binary|compact] [shape...]      (or node, or deno run -A)
//
// GB/s, by the lower quartile of interleaved runs: `write` is a reply, `read` a call's beginning and its argument; `copy` is
// `Uint8Array.set` into memory that is used again, `fresh` into memory that is new, as what is read always is. The ratios
// are of writing and reading together, to each of these. It takes a minute and 2 GB.

import type { ServiceMessageHead } from "../src/codec/codec.ts";
import { compileCodec } from "../src/codec/compile.ts";
import { loadIdl } from "../src/idl/load.ts";
import { defaultReadLimits, Input } from "../src/protocol/input.ts";
import { protocolNames } from "../src/protocol/names.ts";
import { Output } from "../src/protocol/output.ts";
import { resolveService } from "../src/schema/service.ts";
import { many, type Shape, same } from "./plan/shapes.ts";

const scripts = {
  ASCII: "All work and no play makes ",
  Latin: "déjà vu là été où ça ",
  Cyrillic: "привет мир и всем ",
  CJK: "日本語テキスト入力",
  mixed: "plain привет 日本語 🎉 ",
};
/** Bytes of one text and of all in a message. */
const lists = [
  [10, 1e6],
  [100, 1e6],
  [10_000, 4e6],
  [1e6, 16e6],
  [64e3, 100e6],
] as const;

const encoder = new TextEncoder();

/** A text of about this many bytes, flat as a reader makes them; those of one script differ by `salt`. */
function textOf(script: string, bytes: number, salt: number): string {
  const encoded = encoder.encode(
    `${salt} ${script.repeat(Math.ceil(bytes / encoder.encode(script).length))}`,
  );
  let end = bytes;
  while ((encoded[end]! & 0xc0) === 0x80) end--;
  return new TextDecoder().decode(encoded.subarray(0, end));
}

/** Long lists have 16 texts over and over: it is reading that makes them anew. */
function textsOf(script: string, each: number, total: number): string[] {
  const different = many(each === 64e3 ? 16 : total / each, (index) => textOf(script, each, index));
  return many(Math.ceil(total / each), (index) => different[index % different.length]!);
}

const shapes = new Map<string, () => Shape>();
for (const size of [64e3, 1e6, 16e6, 100e6]) {
  shapes.set(`binary ${shown(size)}`, () => same("bytes", new Uint8Array(size).fill(120)));
}
for (const [script, text] of Object.entries(scripts)) {
  for (const [each, total] of lists) {
    const name = `${script} ${shown(total)} in texts of ${shown(each)}`;
    shapes.set(name, () => same("texts", textsOf(text, each, total)));
  }
}

function shown(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 1e6)} MB`;
}

const isProtocol = (word: string): boolean => (protocolNames as readonly string[]).includes(word);
const words = process.argv.slice(2);
const only = words.filter((word) => !isProtocol(word));
const codec = compileCodec(
  resolveService(loadIdl(new URL("./service/bench.thrift", import.meta.url))),
  protocolNames.find((name) => words.includes(name)) ?? "binary",
);

/** Written so that nothing can be left out as unused. */
let sink: unknown;

/** @returns milliseconds of processor time that each takes. */
function measure(tasks: readonly (() => void)[], rounds: number): number[] {
  const run = (task: () => void, times: number): number => {
    const before = process.cpuUsage();
    for (let i = 0; i < times; i++) task();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const times = tasks.map((task) => {
    let count = 1;
    while (run(task, count) < 4) count = Math.ceil(count * 1.5);
    return count;
  });
  const samples = tasks.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    tasks.forEach((task, index) => {
      samples[index]!.push(run(task, times[index]!) / times[index]!);
    });
  }
  return samples.map((some) => some.sort((one, other) => one - other)[rounds >> 2]!);
}

const heads = ["write", "read", "copy", "fresh", "of copy", "of fresh"];
console.log("".padEnd(36) + heads.map((head) => head.padStart(10)).join(""));
for (const [name, make] of shapes) {
  if (only.length > 0 && !only.some((part) => name.includes(part))) continue;
  const [method, args, result] = make();
  const func = codec.functions.find((one) => one.name === method)!;
  const output = new Output();
  func.writeCall(output, 1, args);
  const message = output.bytes.slice(0, output.position);
  const size = message.length;
  const input = new Input({ ...defaultReadLimits, maxDecodedSize: 0x7fff_ffff });
  const head: ServiceMessageHead = { name: "", type: 0, seqid: 0, strict: true, index: 0 };
  const handler = (argument: unknown): unknown => argument;
  const target = new Uint8Array(size);
  const tasks = [
    (): void => {
      output.position = 0;
      func.writeReply(output, 1, result);
    },
    (): void => {
      input.reset(message);
      codec.readMessageBegin(input, head);
      sink = codec.functions[head.index]!.invoke(input, handler, undefined, undefined);
    },
    (): void => target.set(message),
    (): void => {
      const fresh = new Uint8Array(size);
      fresh.set(message);
      sink = fresh;
    },
  ];
  const [write, read, copy, fresh] = measure(tasks, size > 50e6 ? 8 : 16) as [number, number, number, number];
  const rates = [write, read, copy, fresh].map((time) => size / time / 1e6);
  const cells = [...rates, copy / (write + read), fresh / (write + read)];
  console.log(name.padEnd(36) + cells.map((cell) => cell.toFixed(2).padStart(10)).join(""));
}
if (sink === undefined) console.log();
