// The memory that values of a type cost, worked out when a service's readers are made.
import { memory } from "../protocol/memory.ts";
import type { Schema, Type, Value } from "../schema/schema.ts";

/** Bytes that an element of a set takes, without what strings and containers charge by their lengths. */
export function elementCost(type: Type, schema: Schema): number {
  return memory.setEntry + apart(type, schema);
}

/** The same for an element of a list. Lists of doubles hold the doubles themselves. */
export function listElementCost(type: Type, schema: Schema): number {
  return type.kind === "double" ? memory.slot : memory.slot + apart(type, schema);
}

/** The same for a key and its value. */
export function pairCost(key: Type, value: Type, schema: Schema): number {
  return memory.mapEntry + apart(key, schema) + apart(value, schema);
}

/**
 * The same for a struct, union or exception: the most it takes whichever fields are sent, default values
 * included. What a field's struct, string or container takes is charged when that is read.
 *
 * @param name qualified, as types name it.
 */
export function structCost(name: string, schema: Schema): number {
  const { kind, fields } = schema.structs[name]!;
  if (kind === "union") return memory.smallestStruct + Math.max(0, ...fields.map(({ type }) => alone(type)));
  const cost = fields.reduce<number>((sum, field) => {
    const fallback = field.default === undefined ? 0 : valueCost(field.default, schema);
    return sum + memory.slot + alone(field.type) + fallback;
  }, memory.struct);
  return Math.max(cost, memory.smallestStruct);
}

/** The memory of a value beside the place that holds it. */
function apart(type: Type, schema: Schema): number {
  return type.kind === "struct" ? structCost(type.name, schema) : alone(type);
}

function alone({ kind }: Type): number {
  return kind === "double" || kind === "i64" || kind === "uuid" ? memory[kind] : 0;
}

/** The memory of a default value, each time that it is made. */
function valueCost(value: Value, schema: Schema): number {
  const sum = (values: readonly Value[]): number =>
    values.reduce((total, one) => total + memory.slot + valueCost(one, schema), 0);
  switch (value.kind) {
    case "list":
      return memory.list + sum(value.elements);
    case "set":
      return memory.table + sum(value.elements) + value.elements.length * memory.setEntry;
    case "map":
      return memory.table + sum(value.entries.flat()) + value.entries.length * memory.mapEntry;
    case "struct":
      return structCost(value.name, schema) + sum(value.fields.map(([, field]) => field));
    case "binary":
      return memory.binary + value.value.length;
    default:
      return 0; // strings are shared, numbers were counted with their field
  }
}
