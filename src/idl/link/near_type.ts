// "Did you mean", for types: what other languages call Thrift's own counts as near.
import { nearest } from "../../words/nearest.ts";

/** `; did you mean i32?`, or nothing. @param candidates the types that were defined. */
export function didYouMeanType(name: string, candidates: Iterable<string>): string {
  const near = nearest(name, candidates) ?? foreignTypes.get(name) ?? nearest(name, ownTypes);
  return near === undefined ? "" : `; did you mean ${near}?`;
}

/** Other languages' names of Thrift's types. */
const foreignTypes: ReadonlyMap<string, string> = new Map([
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

const ownTypes = ["bool", "byte", "i8", "i16", "i32", "i64", "double", "string", "binary", "uuid"];
