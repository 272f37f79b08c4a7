// Checks the values that a type takes: numbers within its range, strings of its form, and constants of another type that
// mean the same in it (an i64 constant as the value of an i32, an enum's member as that of an integer).
import type { Type, Value } from "../../schema/schema.ts";
import type { Linking, TypedValue } from "./linking.ts";
import { shortName } from "./names.ts";
import type { Program } from "./program.ts";

/** The lowest and highest values of the integer types. */
const ranges: ReadonlyMap<Type["kind"], readonly [bigint, bigint]> = new Map<
  Type["kind"],
  readonly [bigint, bigint]
>([
  ["byte", [-128n, 127n]],
  ["i16", [-32768n, 32767n]],
  ["i32", [-2147483648n, 2147483647n]],
  ["i64", [-(2n ** 63n), 2n ** 63n - 1n]],
]);

/** @returns the value; why it is none; or undefined if the type takes no integers at all. */
export function integerAs(
  linking: Linking,
  program: Program,
  value: bigint,
  type: Type,
): Value | string | undefined {
  if (type.kind === "double") return { kind: "number", value: Number(value) };
  if (type.kind === "bool") {
    if (value === 0n || value === 1n) return { kind: "bool", value: value === 1n };
    return `expected bool (true, false, 1 or 0), found ${value}`;
  }
  if (type.kind === "enum") {
    const found = linking.enums.get(type.name);
    const isMember = [...(found?.members.values() ?? [])].includes(Number(value));
    if (isMember) return { kind: "number", value: Number(value) };
    return `${value} is the value of no member of ${shortName(program, type.name)}`;
  }
  const range = ranges.get(type.kind);
  if (range === undefined) return undefined;
  const [low, high] = range;
  if (value < low || value > high) return `${value} does not fit ${type.kind} (${low} to ${high})`;
  return type.kind === "i64"
    ? { kind: "i64", value: String(value) }
    : { kind: "number", value: Number(value) };
}

/** @returns the value; why it is none; or undefined if the type takes no strings at all. */
export function stringAs(value: string, type: Type): Value | string | undefined {
  if (type.kind === "string" || type.kind === "binary") return { kind: type.kind, value };
  if (type.kind !== "uuid") return undefined;
  const uuid = /^\{.*\}$/.test(value) ? value.slice(1, -1) : value;
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid))
    return { kind: "uuid", value: uuid.toLowerCase() };
  return `expected a uuid such as "01234567-89ab-cdef-0123-456789abcdef", found "${value}"`;
}

/** @returns a constant's value as one of another type; why it is none; or undefined if the types do not go together. */
export function convert(
  linking: Linking,
  program: Program,
  { type: from, value }: TypedValue,
  to: Type,
): Value | string | undefined {
  const convertAll = (values: readonly Value[], type: Type, target: Type) =>
    values.map((each) => convert(linking, program, { type, value: each }, target));
  switch (value.kind) {
    case "bool":
      return integerAs(linking, program, value.value ? 1n : 0n, to);
    case "i64":
      return integerAs(linking, program, BigInt(value.value), to);
    case "number":
      if (from.kind === "double") return to.kind === "double" ? value : undefined;
      if (from.kind === "enum" && to.kind === "enum" && from.name !== to.name) return undefined;
      return integerAs(linking, program, BigInt(value.value), to);
    case "string":
    case "uuid":
    case "binary":
      return stringAs(value.value, to);
    case "list":
    case "set": {
      if ((to.kind !== "list" && to.kind !== "set") || !("element" in from)) return undefined;
      const elements = convertAll(value.elements, from.element, to.element);
      return failure(elements) ?? { kind: to.kind, elements: elements.filter(isValue) };
    }
    case "map": {
      if (to.kind !== "map" || from.kind !== "map") return undefined;
      const keys = convertAll(keysOf(value.entries), from.key, to.key);
      const values = convertAll(valuesOf(value.entries), from.value, to.value);
      const entries = keys.map((key, index) => [key as Value, values[index] as Value] as const);
      return failure([...keys, ...values]) ?? { kind: "map", entries };
    }
    case "struct":
      return to.kind === "struct" && to.name === value.name ? value : undefined;
  }
}

type Entries = readonly (readonly [Value, Value])[];
const keysOf = (entries: Entries) => entries.map(([key]) => key);
const valuesOf = (entries: Entries) => entries.map(([, value]) => value);

function isValue(result: Value | string | undefined): result is Value {
  return typeof result === "object";
}

/** The first reason why one of several conversions failed. */
function failure(results: readonly (Value | string | undefined)[]): string | undefined {
  const failed = results.find((result) => !isValue(result));
  if (typeof failed === "string") return failed;
  return results.includes(undefined) ? "the constant's elements are of another type" : undefined;
}
