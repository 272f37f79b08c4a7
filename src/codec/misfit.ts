// Values that do not fit the IDL: what else is accepted, and how a refusal finds its place.
//
// The generated writers test for the exact type and come here only when the test fails, so nothing in
// this file is hot. A refusal is born as a Misfit with the innermost part of its path; each writer that
// it passes through puts its own part before it, and the outermost turns it into a ValueError.

import { uuidPattern } from "../protocol/bytes.ts";
import { SizeError, ValueError } from "../protocol/errors.ts";
import type { Type } from "../schema/schema.ts";
import { show } from "../words/show.ts";

/** A value that does not fit, on its way out of the writers. */
export class Misfit {
  /** From the message's value: `.items[3].label`. */
  path: string;
  /** `expected i32, got "x"`. */
  readonly problem: string;

  constructor(path: string, problem: string) {
    this.path = path;
    this.problem = problem;
  }
}

/** Makes the error that says what was expected at `path`. */
export function misfit(expected: string, value: unknown, path: string): Misfit {
  return new Misfit(path, `expected ${expected}, got ${show(value)}`);
}

/** Puts `path` before the path of a misfit that passes through; other errors stay as they are. */
export function prefixPath(error: unknown, path: string): unknown {
  if (error instanceof Misfit) error.path = path + error.path;
  return error;
}

/** Turns a misfit into the error that callers see; `place` is the message's part: `Calculator.add result`. */
export function asValueError(error: unknown, place: string): unknown {
  if (error instanceof Misfit) return new ValueError(`${place}${error.path}: ${error.problem}`);
  if (error instanceof SizeError) {
    return new ValueError(`${place}: ${error.message}`, { cause: error });
  }
  return error;
}

/** Refuses what cannot have been meant as a struct, when none of the struct's fields was found in it. */
export function refuseContainer(value: object, struct: string): void {
  if (Symbol.iterator in value || ArrayBuffer.isView(value)) throw misfit(struct, value, "");
}

/** A value nested deeper than readers accept, or one that contains itself. */
export function tooDeepToWrite(limit: number): Misfit {
  return new Misfit("", `structs and containers are nested more than ${limit} deep`);
}

const bits = { byte: 8, i16: 16, i32: 32 } as const;

/** Accepts a bigint in range for a byte, i16 or i32. */
export function toInteger(value: unknown, kind: keyof typeof bits, path: string): number {
  if (typeof value === "bigint" && BigInt.asIntN(bits[kind], value) === value) return Number(value);
  throw misfit(kind, value, path);
}

/** Accepts a number that is a safe integer for an i64. */
export function toI64(value: unknown, path: string): bigint {
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  throw misfit("i64", value, path);
}

/** Accepts an ArrayBuffer, and any view of one, for binary; not a string, whose encoding is not known. */
export function toBytes(value: unknown, path: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw misfit("binary", value, path);
}

/** Accepts a uuid in its canonical form, in either case. */
export function toUuid(value: unknown, path: string): string {
  if (typeof value === "string" && uuidPattern.test(value)) return value;
  throw misfit("uuid", value, path);
}

/** Accepts typed arrays, sets and whatever else can be iterated, but not strings and maps, for a list or set. */
export function toArray(value: unknown, expected: "list" | "set", path: string): ArrayLike<unknown> {
  if (Array.isArray(value)) return value;
  if (value instanceof Set) return collect(value);
  if (typeof value === "object" && value !== null && !(value instanceof Map)) {
    if (ArrayBuffer.isView(value) && "length" in value) return value as unknown as ArrayLike<unknown>;
    if (Symbol.iterator in value) return collect(value as Iterable<unknown>);
  }
  throw misfit(expected, value, path);
}

/** Nothing says that an iterator ever ends. */
function collect(values: Iterable<unknown>): unknown[] {
  const collected: unknown[] = [];
  for (const value of values) {
    if (collected.length >= collectedAtMost) {
      throw new Misfit("", `expected no more than ${collectedAtMost} elements from an iterator`);
    }
    collected.push(value);
  }
  return collected;
}

/** One for each byte of the largest message by default. */
const collectedAtMost = 104_857_600;

/** A map that held, or said that it held, another number of elements than came out of it. */
export function changedMeanwhile(count: number, path: string): Misfit {
  return new Misfit(path, `expected a map of ${count} elements to stay as it is while it is written`);
}

const { get: typedLength } = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  "length",
)!;

/** The bytes that binary really has: its `length` may be a property of the handler's making. */
export function sizeOf(bytes: Uint8Array): number {
  return typedLength!.call(bytes);
}

/** Keys that property names can stand for, when a plain object is given for a map. */
export type Keys = "string" | "number" | "i64" | "enum" | "other";

/** The keys that property names can stand for, in maps whose keys have this type. */
export function keysOf({ kind }: Type): Keys {
  if (kind === "string" || kind === "i64" || kind === "enum") return kind;
  return kind === "byte" || kind === "i16" || kind === "i32" ? "number" : "other";
}

/** Accepts a plain object for a map whose keys can be written as property names. */
export function toMap(value: unknown, keys: Keys, path: string): Map<unknown, unknown> {
  if (value instanceof Map) return value;
  if (keys === "other" || typeof value !== "object" || value === null || !isPlain(value)) {
    throw misfit("map", value, path);
  }
  const entries = new Map<unknown, unknown>();
  for (const [name, element] of Object.entries(value)) entries.set(toKey(name, keys, path), element);
  return entries;
}

function toKey(name: string, keys: Exclude<Keys, "other">, path: string): unknown {
  if (keys === "string") return name;
  if (!/^-?\d+$/.test(name)) {
    if (keys === "enum") return name; // whose name that is, the key's own check knows
    throw misfit("an integer", name, `${path} key`);
  }
  return keys === "i64" ? BigInt(name) : Number(name);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The part of a path that names a map's element: `["x"]`. */
export function keyPath(key: unknown): string {
  return `[${show(key)}]`;
}
