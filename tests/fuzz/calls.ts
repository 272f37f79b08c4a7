// Valid calls of the service that hostile clients attack, in every protocol: what mutations begin with.
import { Buffer } from "node:buffer";
import { functionOf, goldenCodec, written } from "../fixtures/messages.ts";

/** The protocols, and the binary one as it was before it had a version. */
export const spellings = ["binary", "old", "compact", "json"] as const;
export type Spelling = (typeof spellings)[number];

/** A message and where its arguments begin. */
export interface Call {
  readonly bytes: Buffer;
  readonly arguments: number;
}

/** Every function once or more often, in one spelling. */
export function callsIn(spelling: Spelling): readonly Call[] {
  const codec = goldenCodec(spelling === "old" ? "binary" : spelling);
  return samples.map(([name, args], index) => {
    const write = (seqid: number) =>
      Buffer.from(
        written((output) => functionOf(codec, name).writeCall(output, seqid, args, spelling !== "old")),
      );
    return { bytes: write(index + 1), arguments: headSize(spelling, name) };
  });
}

function headSize(spelling: Spelling, name: string): number {
  // Strict: version, length, name and sequence id. Old: the type instead of the version. JSON: [1,"name",1,1,
  const around = { binary: 12, old: 9, compact: 4, json: 10 }[spelling];
  return around + name.length;
}

const inner = (x: number) => ({ x, label: "a label", on: true });

const everything = {
  yes: true,
  no: false,
  small: -7,
  short_: 300,
  normal: 70_000,
  large: 12345678901234n,
  real: -1.5e300,
  text: "grüß dich, 世界 🌍",
  data: Uint8Array.of(0, 255, 128, 10),
  colour: 2,
  inner: inner(5),
  shape: { group: [{ circle: 3 }, { name: "square" }, { group: [{ flag: true }] }] },
  numbers: [1, -1, 0x7fffffff, -0x80000000],
  flags: [true, false, true],
  words: new Set(["one", "two", "__proto__"]),
  counts: new Map([
    ["constructor", 1],
    ["b", 2],
  ]),
  grouped: new Map([[1, [inner(1), inner(2)]]]),
  matrix: [[1, 2.5], [], [Number.POSITIVE_INFINITY]],
  nested: new Map([["n", new Map([[1n, true]])]]),
  blobs: [Uint8Array.of(1, 2, 3), new Uint8Array(0)],
  shapes: [{ flag: false }],
  ids: new Set([1n, -1n]),
  tiny: new Map([[true, 1]]),
  after: 2,
  before: 1,
  far: true,
  farther: -5,
  empty: new Map(),
};

const samples: readonly (readonly [name: string, args: readonly unknown[]])[] = [
  ["add", [1, 2]],
  ["add", [0x7fffffff, -1]],
  ["nothing", []],
  ["everything", [everything]],
  ["everything", [{ ...everything, children: [everything, { text: "a child" }] }]],
  ["later", ["nobody answers this"]],
  ["fail", [0]],
  ["fail", [9]],
  ["flip", [true, false]],
  ["shape", [{ group: [{ group: [{ group: [{ group: [] }] }] }] }]],
  ["empties", [[{}, {}, {}], 5]],
  ["containers", [new Map([[1, new Set([1.5, -2])]])]],
  ["wide", [Array.from({ length: 100 }, (_, i) => BigInt(i) ** 9n)]],
  ["bytes", [new Uint8Array(2000).fill(0x80)]],
];
