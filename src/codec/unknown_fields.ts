// Properties of a value that are no fields of its struct: a name that is misspelt would be left out without a word.
import type { Output } from "../protocol/output.ts";
import { nearest } from "../words/nearest.ts";
import { isOfEngine } from "./given_fields.ts";
import { Misfit } from "./misfit.ts";

/** A struct as the look at its values knows it: one object for each, made with the codec. */
export interface StructFields {
  /** Without its program. */
  readonly name: string;
  /** The names of its fields; called when a value is first looked at. */
  readonly names: () => readonly string[];
  known?: ReadonlySet<string>;
  /** Properties that were found, each with the field that was probably meant. */
  found?: Map<string, string | undefined>;
  /** The number of values that were looked at. */
  looked?: number;
}

/**
 * Looks for properties that are no fields and tells the output's watch of them. A look takes 30 to 100 ns, as long as
 * writing a small struct: a server's writers look at the first values of each struct and then at one in a thousand. It
 * never fails because of the value: what a Proxy does not say is left.
 *
 * @returns how many values of the struct may be written before the next look.
 * @throws {Misfit} when the watch refuses a property.
 */
export function lookAt(output: Output, value: object, struct: StructFields): number {
  const watch = output.properties;
  if (watch === undefined) return never;
  for (const [property, near] of unknownProperties(value, struct)) {
    if (!watch.unknown(output.place, struct.name, property, near, value)) continue;
    throw new Misfit("", `${struct.name} ${hasNo(property, near)}`);
  }
  if (watch.always) return 0;
  struct.looked = (struct.looked ?? 0) + 1;
  return struct.looked < lookedAtFirst ? 0 : betweenLooks;
}

/** A union with no field set, or several. */
export function notOneField(value: object, union: StructFields, count: number): Misfit {
  const unknown = count === 0 ? unknownProperties(value, union) : [];
  const [property, near] = unknown.find(([, meant]) => meant !== undefined) ?? unknown[0] ?? [];
  const hint = property === undefined ? "" : `; it ${hasNo(property, near, ",")}`;
  return new Misfit("", `expected ${union.name} to have one field set, got ${count}${hint}`);
}

/** `has no field labell; did you mean label?` */
export function hasNo(property: string, near: string | undefined, mark = ";"): string {
  const shown = /^[\w$]{1,60}$/.test(property) ? property : JSON.stringify(property.slice(0, 60));
  return `has no field ${shown}${near === undefined ? "" : `${mark} did you mean ${near}?`}`;
}

/** Its own enumerable properties that are no fields, each with the nearest field; some only when there are very many. */
function unknownProperties(value: object, struct: StructFields): [string, string | undefined][] {
  struct.known ??= new Set(struct.names());
  struct.found ??= new Map();
  const { known, found } = struct;
  const unknown: [string, string | undefined][] = [];
  for (const name of namesOf(value)) {
    if (known.has(name)) continue;
    if (!found.has(name)) {
      if (found.size >= foundAtMost) continue;
      found.set(name, nearest(name, known));
    }
    unknown.push([name, found.get(name)]);
  }
  return unknown;
}

function namesOf(value: object): string[] {
  try {
    // Those are refused, or hold their fields as accessors only.
    if (Array.isArray(value) || Symbol.iterator in value || ArrayBuffer.isView(value)) return [];
    const names = Object.keys(value);
    return value instanceof Error ? names.filter((name) => !isOfEngine(name) && !ofErrors.has(name)) : names;
  } catch {
    return [];
  }
}

const ofErrors: ReadonlySet<string> = new Set(["name", "message", "cause"]);

const lookedAtFirst = 16;
const betweenLooks = 1000;
/** Behind any count of values. */
const never = 0x3fff_ffff;
/** Of a struct; objects of a database may have any names. */
const foundAtMost = 100;
