// The requests: one call of each shape, as a frame in a file for the load generators, with the size of its reply.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compileCodec } from "../../src/codec/compile.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { Output } from "../../src/protocol/output.ts";
import { resolveService } from "../../src/schema/service.ts";

/** The protocols that are measured, all of them framed. */
export type Protocol = "binary" | "compact";

/** One call, ready to be sent. */
export interface Request {
  /** A file that holds the whole frame, its length included. */
  readonly file: string;
  /** The same bytes. */
  readonly frame: Uint8Array;
  /** Bytes of the right reply, without the frame's length. An exception has another size. */
  readonly replySize: number;
}

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const point = (i: number) => ({ id: i, weight: i * 1.5, label: `point number ${i}`, tags: [1, 2, 3, i] });

const line = (i: number) => ({
  first: point(i),
  second: point(i + 1),
  ...(i % 2 === 0 && { colour: 0xff8800 + i }),
  dashed: i % 3 === 0,
  length: BigInt(i) * 1_000_003n,
});

const layer = (i: number) => ({
  name: `layer ${i}`,
  lines: many(10, (j) => line(i * 10 + j)),
  attributes: new Map([
    ["visible", "yes"],
    ["opacity", `${i * 10} %`],
  ]),
});

const scripts = [
  "plain words",
  "привет мир",
  "日本語テキスト",
  "καλημέρα",
  "مرحبا بالعالم",
  "नमस्ते",
  "🎉 ☕ 🌍",
];

/** A function of bench.thrift, its arguments, and what it gives back. */
type Shape = readonly [method: string, args: readonly unknown[], result: unknown];

const same = (method: string, value: unknown): Shape => [method, [value], value];

/** What is sent, by the name that the results have. The text of each language is about 10 kB. */
const shapes = {
  add: ["add", [1, 2], 3],
  echo1k: same("bytes", new Uint8Array(1024).fill(120)),
  echo64k: same("bytes", new Uint8Array(65_536).fill(120)),
  points100: same("points", many(100, point)),
  drawing: same("drawing", { title: "nested structs", layers: many(3, layer) }),
  "map100 string:i32": same("counts", new Map(many(100, (i) => [`key ${i}`, i * 1000]))),
  "map100 i32:string": same("names", new Map(many(100, (i) => [i, `value ${i}`]))),
  set100: same("words", new Set(many(100, (i) => `element ${i}`))),
  longs1000: same(
    "longs",
    many(1000, (i) => BigInt(i) ** 5n),
  ),
  doubles1000: same(
    "doubles",
    many(1000, (i) => i * 1.1),
  ),
  "text ASCII": same("text", "All work. ".repeat(1000)),
  "text Cyrillic": same("text", "привет мир".repeat(530)),
  "text CJK": same("text", "日本語テキスト".repeat(480)),
  "text emoji": same("text", "🎉☕🌍".repeat(900)),
  "texts100 mixed": same(
    "texts",
    many(100, (i) => `${scripts[i % scripts.length]} ${i}`),
  ),
} satisfies Record<string, Shape>;

/** The name of a shape. */
export type RequestName = keyof typeof shapes;

/** All shapes, the first four being those that goals are set for. */
export const requestNames = Object.keys(shapes) as RequestName[];

/**
 * Writes a file for each shape in each protocol.
 *
 * @param folder where to; it is made when it is not there
 * @returns a request for each name and protocol
 */
export function writeRequests(folder: string): (name: RequestName, protocol: Protocol) => Request {
  mkdirSync(folder, { recursive: true });
  const service = resolveService(loadIdl(new URL("../service/bench.thrift", import.meta.url)));
  const requests = new Map<string, Request>();
  for (const protocol of ["binary", "compact"] as const) {
    const codec = compileCodec(service, protocol);
    const output = new Output();
    for (const [name, [method, args, result]] of Object.entries<Shape>(shapes)) {
      const written = codec.functions.find((one) => one.name === method)!;
      output.position = 4;
      written.writeCall(output, 1, args);
      output.view.setUint32(0, output.position - 4);
      const frame = output.bytes.slice(0, output.position);
      output.position = 0;
      written.writeReply(output, 1, result);
      const file = join(folder, `${name.replaceAll(/[^a-zA-Z0-9]/g, "-")}.${protocol}`);
      writeFileSync(file, frame);
      requests.set(`${name} ${protocol}`, { file, frame, replySize: output.position });
    }
  }
  return (name, protocol) => requests.get(`${name} ${protocol}`)!;
}
