// Ways to spoil bytes: each knows what readers trust, lengths above all.
import { Buffer } from "node:buffer";
import type { Random } from "../fixtures/random.ts";

/** Changes bytes in one to four ways, `from` on; what comes before stays. The bytes themselves are not written to. */
export function mutate(bytes: Buffer, random: Random, from = 0): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  for (let times = 1 + random.below(4); times > 0; times--) {
    if (changed.length <= from) return changed;
    changed = random.pick(mutations)(changed, random, from);
  }
  return changed;
}

/** A way to change bytes from an index on: in place, or into others. */
type Mutation = (bytes: Buffer, random: Random, from: number) => Buffer;

const mutations: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  setByte,
  setLength,
  setLength,
  setVarint,
  cut,
  remove,
  insert,
  repeat,
  move,
  nest,
];

function flipBit(bytes: Buffer, random: Random, from: number): Buffer {
  bytes[place(bytes, random, from)]! ^= 1 << random.below(8);
  return bytes;
}

/** Types and short lengths are small; the others are the edges of what a byte says. */
const likely = [0, 1, 2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 15, 0x19, 0x7f, 0x80, 0x82, 0xfe, 0xff];

function setByte(bytes: Buffer, random: Random, from: number): Buffer {
  bytes[place(bytes, random, from)] = random.chance(50) ? random.pick(likely) : random.below(256);
  return bytes;
}

/** What lengths and numbers of four bytes are at their extremes, and at the default limits. */
const lengths = [
  0, 1, 2, 0xff, 0xffff, 0x10000, 16_384_000, 16_384_001, 104_857_600, 104_857_601, 0x7ffffffe, 0x7fffffff,
  0x80000000, 0x80000001, 0xfffffffe, 0xffffffff,
];

function setLength(bytes: Buffer, random: Random, from: number): Buffer {
  const room = bytes.length - from - 3;
  if (room <= 0) return setByte(bytes, random, from);
  const at = from + random.below(room);
  const value = random.chance(30) ? bytes.readInt32BE(at) + random.below(9) - 4 : random.pick(lengths);
  bytes.writeInt32BE(value | 0, at);
  return bytes;
}

/** The same as varints, one of them longer than any number. */
const varints = [
  [0xff, 0xff, 0xff, 0xff, 0x07],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0x80, 0x80, 0x80, 0x80, 0x08],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0x80, 0x80, 0x80, 0x00],
];

function setVarint(bytes: Buffer, random: Random, from: number): Buffer {
  const at = place(bytes, random, from);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(varints)), bytes.subarray(at + 1)]);
}

/** Whatever comes next is taken for the rest, or never comes. */
function cut(bytes: Buffer, random: Random, from: number): Buffer {
  return bytes.subarray(0, place(bytes, random, from));
}

function remove(bytes: Buffer, random: Random, from: number): Buffer {
  const [start, end] = part(bytes, random, from);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
}

function insert(bytes: Buffer, random: Random, from: number): Buffer {
  const at = place(bytes, random, from);
  const noise = Buffer.from(Array.from({ length: 1 + random.below(16) }, () => random.below(256)));
  return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
}

/** A piece several times over: fields, elements and whole messages that come twice. */
function repeat(bytes: Buffer, random: Random, from: number): Buffer {
  const [start, end] = part(bytes, random, from);
  const piece = bytes.subarray(start, end);
  const times = 1 + random.below(random.chance(10) ? 40 : 3);
  return Buffer.concat([bytes.subarray(0, end), ...Array(times).fill(piece), bytes.subarray(end)]);
}

/** A piece in a place where it does not belong. */
function move(bytes: Buffer, random: Random, from: number): Buffer {
  const [start, end] = part(bytes, random, from);
  const at = place(bytes, random, from);
  bytes.copy(bytes, at, start, Math.min(end, start + bytes.length - at));
  return bytes;
}

/** Structs in structs, lists in lists or brackets in brackets, deeper than is allowed. */
const openings = [[12, 0, 1], [15, 0, 0, 0, 1], [0x1c], [0x19], [0x5b], [0x7b, 0x22, 0x31, 0x22, 0x3a]];

function nest(bytes: Buffer, random: Random, from: number): Buffer {
  const at = place(bytes, random, from);
  const levels = Array(random.pick([2, 63, 64, 65, 300, 5000])).fill(Buffer.from(random.pick(openings)));
  return Buffer.concat([bytes.subarray(0, at), ...levels, bytes.subarray(at)]);
}

function place(bytes: Buffer, random: Random, from: number): number {
  return from + random.below(bytes.length - from);
}

function part(bytes: Buffer, random: Random, from: number): [start: number, end: number] {
  const start = place(bytes, random, from);
  return [start, Math.min(bytes.length, start + 1 + random.below(random.chance(20) ? 200 : 12))];
}
