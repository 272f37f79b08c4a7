// The arguments of a call from a command line: JSON, or `name=value` for each, checked against the IDL.
import { readFileSync } from "node:fs";
import type { Field, Func, Schema, Type } from "../../../schema/schema.ts";
import { toBase64 } from "../../../value_json/base64.ts";
import { ValueJsonError } from "../../../value_json/error.ts";
import { fieldsFromJson, fromJson } from "../../../value_json/from_json.ts";
import { parseJson } from "../../../value_json/parse.ts";
import { didYouMean } from "../../../words/nearest.ts";
import { unreadableBecause } from "../../../words/paths.ts";
import { Mistake } from "../../mistakes.ts";

/**
 * The arguments in the order of the function's.
 * @param given what stands behind the function's name.
 * @throws {Mistake} that names the argument, or the field in it, that does not fit.
 */
export function argumentsOf(schema: Schema, func: Func, given: readonly string[]): unknown[] {
  const fields = func.arguments;
  try {
    const json = jsonOf(schema, func, given);
    if (isList(json)) {
      if (json.length > fields.length) {
        throw new Mistake(
          `${func.name} takes ${fields.length} arguments, and ${json.length} are given: ${signature(fields)}`,
        );
      }
      return json.map((one, index) => {
        const { type, name } = fields[index]!;
        return one === null ? undefined : fromJson(schema, type, one, name);
      });
    }
    const values = fieldsFromJson(schema, fields, json, { of: func.name, place: "" });
    return fields.map(({ name }) => values[name]);
  } catch (error) {
    throw error instanceof ValueJsonError ? new Mistake(error.message) : error;
  }
}

type Names = Record<string, unknown>;

/** An object by the arguments' names, or an array in their order. */
function jsonOf(schema: Schema, func: Func, given: readonly string[]): Names | readonly unknown[] {
  const [first = "", ...others] = given;
  const isWhole = /^\s*[{[]/.test(first) || first === "-" || /^@[^=]*$/.test(first);
  if (!isWhole) return namedValues(schema, func, given);
  const surplus = others[0];
  if (surplus !== undefined) throw new Mistake(`${surplus} follows all the arguments, which ${first} has`);
  const isText = /^\s*[{[]/.test(first);
  const text = isText ? first : Buffer.from(contentOf(first.replace(/^@/, ""))).toString();
  const json = parsed(text, isText ? "the arguments" : first);
  if (typeof json === "object" && json !== null) return json as Names | readonly unknown[];
  throw new Mistake("the arguments: expected an object by their names, or an array in their order");
}

function namedValues(schema: Schema, func: Func, given: readonly string[]): Names {
  const names: Names = {};
  for (const text of given) {
    const [, path = "", colon, value = ""] = /^([\w.]+)(:?)=(.*)$/s.exec(text) ?? [];
    if (path === "") {
      throw new Mistake(
        `${text}: expected NAME=VALUE, NAME:=JSON, all of them as JSON, @FILE or -; ${func.name} takes ${signature(func.arguments)}`,
      );
    }
    const parts = path.split(".");
    const type = typeOf(schema, func, parts, path);
    put(names, parts, colon === ":" ? parsed(value, path) : jsonFrom(type, value, path), path);
  }
  return names;
}

function isList(json: Names | readonly unknown[]): json is readonly unknown[] {
  return Array.isArray(json);
}

/** The type that a path of fields leads to, `work.op`. */
function typeOf(schema: Schema, func: Func, parts: readonly string[], path: string): Type {
  let fields = func.arguments;
  let of = func.name;
  let type: Type | undefined;
  for (const part of parts) {
    const field = fields.find(({ name }) => name === part);
    if (field === undefined) {
      const near = didYouMean(
        part,
        fields.map(({ name }) => name),
      );
      throw new Mistake(
        `${path}: ${of} has no ${type === undefined ? "argument" : "field"} ${part}${near || `; it has ${signature(fields)}`}`,
      );
    }
    type = field.type;
    fields = type.kind === "struct" ? (schema.structs[type.name]?.fields ?? []) : [];
    of = part;
  }
  return type!;
}

function put(names: Names, parts: readonly string[], value: unknown, path: string): void {
  let into = names;
  for (const part of parts.slice(0, -1)) {
    const next = Object.hasOwn(into, part) ? into[part] : {};
    if (typeof next !== "object" || next === null)
      throw new Mistake(`${path}: ${part} is given as a whole too`);
    into[part] = next;
    into = next as Names;
  }
  const last = parts.at(-1)!;
  if (Object.hasOwn(into, last)) throw new Mistake(`${path} is given twice`);
  into[last] = value;
}

/** Text is taken as it is where the type is one that JSON has as a string; a file's bytes are binary as they are. */
function jsonFrom({ kind }: Type, value: string, path: string): unknown {
  const content = value.startsWith("@") ? contentOf(value.slice(1)) : undefined;
  if (content !== undefined && kind === "binary") return toBase64(content);
  const text = content === undefined ? value : Buffer.from(content).toString();
  if (kind === "string") return text;
  if (kind === "binary" || kind === "uuid") return text.trim();
  if (kind === "i64" && /^\s*-?\d+\s*$/.test(text)) return text.trim();
  if (["list", "set", "map", "struct"].includes(kind)) return parsed(text, path);
  try {
    return parseJson(text);
  } catch {
    return text.trim(); // a name, of an enum's member or Infinity, or nothing that fits: that is told then
  }
}

function parsed(text: string, place: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new Mistake(`${place}: this is no JSON: ${(error as Error).message}`);
  }
}

/** @param file `-` is standard input. */
function contentOf(file: string): Uint8Array {
  try {
    return readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    throw new Mistake(`${file}: cannot read the file: ${unreadableBecause(error)}`);
  }
}

function signature(fields: readonly Field[]): string {
  return fields.length === 0 ? "nothing" : fields.map(({ name }) => name).join(", ");
}
