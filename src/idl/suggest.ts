// "did you mean": the known name nearest to one that is unknown.
import { closestMatch } from "leven";

/** The candidate nearest to a name, if it is near: about a third of the characters may differ. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  // Any other name of one or two letters is as near as the next.
  if (name.length < 3) return undefined;
  // Two letters swapped count as two that differ: Wrok is to find Work.
  const maxDistance = name.length === 3 ? 1 : Math.max(2, Math.floor(name.length / 3));
  return closestMatch(name, [...candidates], { maxDistance });
}

/** `; did you mean Work?`, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const candidate = closest(name, candidates);
  return candidate === undefined ? "" : `; did you mean ${candidate}?`;
}

/** What other languages call Thrift's types. */
const FOREIGN_TYPES: ReadonlyMap<string, string> = new Map([
  ["int8", "i8"],
  ["char", "i8"],
  ["short", "i16"],
  ["int16", "i16"],
  ["int", "i32"],
  ["integer", "i32"],
  ["int32", "i32"],
  ["long", "i64"],
  ["int64", "i64"],
  ["float", "double"],
  ["float64", "double"],
  ["number", "double"],
  ["boolean", "bool"],
  ["str", "string"],
  ["String", "string"],
  ["text", "string"],
  ["bytes", "binary"],
  ["blob", "binary"],
  ["array", "list"],
  ["vector", "list"],
  ["dict", "map"],
]);

const OWN_TYPES = ["bool", "byte", "i8", "i16", "i32", "i64", "double", "string", "binary", "uuid"];

/** The same for types: other languages' names for Thrift's own count as near. */
export function didYouMeanType(name: string, candidates: Iterable<string>): string {
  const own = FOREIGN_TYPES.get(name);
  const near = closest(name, candidates) ?? own ?? closest(name, OWN_TYPES);
  return near === undefined ? "" : `; did you mean ${near}?`;
}
