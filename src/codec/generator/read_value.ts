// Source text that reads one value: scalars, strings, structs, and containers of them.

import { memory } from "../../protocol/memory.ts";
import type { Schema, Type } from "../../schema/schema.ts";
import { elementCost, listElementCost, pairCost, structCost } from "../cost.ts";
import { type Names, quote } from "../source_text.ts";
import { wireKind } from "../wire_kind.ts";
import type { Emitter } from "./emitter.ts";

/** The place of a value in the reader being generated. */
export interface Reading {
  readonly emitter: Emitter;
  readonly names: Names;
  readonly schema: Schema;
  /** The generated function that reads a struct of this name. */
  readonly reader: (struct: string) => string;
  /** The value's name in error messages: `Work.op`. */
  readonly place: string;
  /** Whether it is worth having a view of the message. */
  readonly usesView: boolean;
  /** Whether its memory is charged already, unless it has a length. */
  readonly charged?: boolean;
  /** Runs when a container has elements of another type. */
  readonly mismatch: string;
}

/**
 * Reads a value into `target`, which is assigned when all of it was read.
 *
 * What has a length charges its memory when that is read. What has none is charged by the container that
 * holds it, for all elements at once and before there are any; a field's struct is charged here.
 *
 * @param checked true when the bytes of a fixed size are known to be there.
 */
export function readValue(type: Type, target: string, at: Reading, checked = false): string {
  const { emitter, names } = at;
  switch (type.kind) {
    case "struct":
      return `${at.charged === true ? "" : `input.charge(${structCost(type.name, at.schema)});`}
        input.position = p; ${target} = ${at.reader(type.name)}(input, d + 1); p = input.position;`;
    case "string":
    case "binary": {
      const n = names.fresh("n");
      const value =
        type.kind === "string" ? `readText(b, p, ${n}, ${quote(at.place)})` : `readBytes(b, p, ${n})`;
      return `let ${n} = 0; ${emitter.readLength(n)}
        if (${n} < 0 || ${n} > end - p) throw badLength(${n});
        input.${type.kind === "string" ? "checkString" : "checkBinary"}(${n});
        ${target} = ${value}; p += ${n};`;
    }
    case "list":
    case "set":
      return readList(type.kind, type.element, target, at);
    case "map":
      return readMap(type.key, type.value, target, at);
    default:
      return emitter.readScalar(wireKind(type), target, { checked, usesView: at.usesView });
  }
}

function readList(kind: "list" | "set", element: Type, target: string, at: Reading): string {
  const { emitter, names } = at;
  const [n, i, a, e] = ["n", "i", "a", "e"].map((prefix) => names.fresh(prefix));
  const size = emitter.fixedSize(wireKind(element));
  const [cost, base] =
    kind === "list"
      ? [listElementCost(element, at.schema), memory.list]
      : [elementCost(element, at.schema), memory.table];
  const code = `let ${n} = 0;
    ${emitter.readListBegin(wireKind(element), n!, at.mismatch)}
    ${checkCount(n!, emitter.least(wireKind(element)))}
    input.checkContainer(${n}, ${cost}, ${base});`;
  if (kind === "list") {
    return `${code}
      const ${a} = new Array(${n});
      ${loop(i!, n!, element, `${a}[${i}]`, at, size > 0)}
      ${target} = ${a};`;
  }
  return `${code}
    const ${a} = new Set();
    let ${e};
    ${loop(i!, n!, element, e!, at, size > 0, `${a}.add(${e});`)}
    ${target} = ${a};`;
}

/** Structs in a row leave the position to their readers: it is stored once before them, and loaded once after. */
function loop(
  i: string,
  n: string,
  element: Type,
  target: string,
  at: Reading,
  checked: boolean,
  then = "",
): string {
  if (element.kind === "struct") {
    return `input.position = p;
      for (let ${i} = 0; ${i} < ${n}; ${i}++) { ${target} = ${at.reader(element.name)}(input, d + 1); ${then} }
      p = input.position;`;
  }
  const body = readValue(element, target, deeper(at), checked);
  return `for (let ${i} = 0; ${i} < ${n}; ${i}++) { ${body} ${then} }`;
}

function readMap(key: Type, value: Type, target: string, at: Reading): string {
  const { emitter, names } = at;
  const [n, i, m, k, x] = ["n", "i", "m", "k", "x"].map((prefix) => names.fresh(prefix));
  const [keyKind, valueKind] = [wireKind(key), wireKind(value)];
  const checked = emitter.fixedSize(keyKind) > 0 && emitter.fixedSize(valueKind) > 0;
  return `let ${n} = 0;
    ${emitter.readMapBegin(keyKind, valueKind, n!, at.mismatch)}
    ${checkCount(n!, emitter.least(keyKind) + emitter.least(valueKind))}
    input.checkContainer(${n}, ${pairCost(key, value, at.schema)}, ${memory.table});
    const ${m} = new Map();
    for (let ${i} = 0; ${i} < ${n}; ${i}++) {
      let ${k}, ${x};
      { ${readValue(key, k!, deeper(at), checked)} }
      { ${readValue(value, x!, deeper(at), checked)} }
      ${m}.set(${k}, ${x});
    }
    ${target} = ${m};`;
}

/** Nothing is allocated on the word of a length: its elements must fit into what is left of the message. */
function checkCount(n: string, least: number): string {
  return `if (${n} < 0 || ${least === 1 ? n : `${n} * ${least}`} > end - p) throw badLength(${n});`;
}

/** An element can neither be passed over nor be absent: the whole message is refused. */
function deeper(at: Reading): Reading {
  return { ...at, usesView: true, charged: true, mismatch: `throw badElements(${quote(at.place)});` };
}
