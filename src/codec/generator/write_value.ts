// Source text that checks and writes one value.
import type { Type } from "../../schema/schema.ts";
import { localName } from "../../schema/service.ts";
import { keysOf } from "../misfit.ts";
import { type Names, quote } from "../source_text.ts";
import { wireKind } from "../wire_kind.ts";
import type { Emitter } from "./emitter.ts";
import { boundOf, join, leastOf, type Part, reload, reserve, statement } from "./parts.ts";

/** The place of a value in the writer being generated. */
export interface Writing {
  readonly emitter: Emitter;
  readonly names: Names;
  /** The generated function that writes a struct of this name. */
  readonly writer: (struct: string) => string;
  /** The generated constant with the members of the enum of this name. */
  readonly enumeration: (name: string) => string;
  /** An expression for the value's path, evaluated only to refuse it. */
  readonly path: string;
}

/** Checks and writes the value in the local `value`, which may be replaced by what it is accepted as. */
export function writeValue(type: Type, value: string, at: Writing): Part[] {
  switch (type.kind) {
    case "struct":
      return [writeStruct(type.name, value, at)];
    case "list":
    case "set":
      return writeList(type.kind, type.element, value, at);
    case "map":
      return writeMap(type.key, type.value, value, at);
    case "string":
      return [statement(check(type, value, at.path)), at.emitter.writeText(value)];
    case "binary":
      return writeBytes(value, at);
    case "enum":
      return [
        statement(checkEnum(at.enumeration(type.name), value, at.path)),
        ...at.emitter.writeScalar("i32", value, at.path),
      ];
    default:
      return [
        statement(check(type, value, at.path)),
        ...at.emitter.writeScalar(wireKind(type), value, at.path),
      ];
  }
}

/** The test for exactly the right type, and where to go when it fails. */
export function check(type: Type, value: string, path: string): string {
  switch (wireKind(type)) {
    case "bool":
      return `if (typeof ${value} !== "boolean") throw misfit("bool", ${value}, ${path});`;
    case "byte":
      return checkInteger("byte", value, `${value} << 24 >> 24`, path);
    case "i16":
      return checkInteger("i16", value, `${value} << 16 >> 16`, path);
    case "i32":
      return checkInteger("i32", value, `${value} | 0`, path);
    case "i64":
      return `if (typeof ${value} !== "bigint") ${value} = toI64(${value}, ${path});`;
    case "double":
      return `if (typeof ${value} !== "number") throw misfit("double", ${value}, ${path});`;
    case "string":
      return `if (typeof ${value} !== "string") throw misfit("string", ${value}, ${path});`;
    case "binary":
      return `if (!(${value} instanceof Uint8Array)) ${value} = toBytes(${value}, ${path});`;
    case "uuid":
      return `${value} = toUuid(${value}, ${path});`;
    default:
      throw new TypeError(`not a scalar: ${type.kind}`);
  }
}

function checkEnum(members: string, value: string, path: string): string {
  return `if (typeof ${value} !== "number" || (${value} | 0) !== ${value}) ${value} = toEnum(${value}, ${members}, ${path});`;
}

function checkInteger(kind: string, value: string, truncated: string, path: string): string {
  return `if (typeof ${value} !== "number" || (${truncated}) !== ${value}) ${value} = toInteger(${value}, "${kind}", ${path});`;
}

function writeStruct(name: string, value: string, at: Writing): Part {
  return {
    kind: "open",
    emit: (slack) => `output.position = p;
      try { ${at.writer(name)}(output, ${value}, d + 1); } catch (e) { throw prefixPath(e, ${at.path}); }
      ${reload}
      ${reserve(slack)}`,
  };
}

function writeBytes(value: string, at: Writing): Part[] {
  const n = at.names.fresh("n");
  return [
    statement(`${check({ kind: "binary" }, value, at.path)} const ${n} = sizeOf(${value});`),
    ...at.emitter.writeLength(n),
    {
      kind: "open",
      emit: (slack) => `${reserve(`${n} + ${slack}`, n)} putBytes(b, p, ${value}, ${n}); p += ${n};`,
    },
  ];
}

function writeList(kind: "list" | "set", element: Type, value: string, at: Writing): Part[] {
  const [n, i, e] = ["n", "i", "e"].map((prefix) => at.names.fresh(prefix)) as [string, string, string];
  const inner: Writing = { ...at, path: `${at.path} + "[" + ${i} + "]"` };
  const begin = [
    statement(`if (!Array.isArray(${value})) ${value} = toArray(${value}, "${kind}", ${at.path});
      const ${n} = ${value}.length; ${checkCount(n, kind, value, at)}`),
    ...at.emitter.writeListBegin(wireKind(element), n),
  ];
  if (element.kind === "struct") {
    const call = `${at.writer(element.name)}(output, ${value}[${i}], d + 1)`;
    return [
      ...begin,
      {
        kind: "open",
        emit: (slack) => `output.position = p;
          let ${i} = 0;
          try { for (; ${i} < ${n}; ${i}++) ${call}; } catch (e) { throw prefixPath(e, ${inner.path}); }
          ${reload}
          ${reserve(slack)}`,
      },
    ];
  }
  const parts = writeValue(element, e, inner);
  return [
    ...begin,
    elements(
      parts,
      n,
      (body) => `for (let ${i} = 0; ${i} < ${n}; ${i}++) { let ${e} = ${value}[${i}]; ${body} }`,
    ),
  ];
}

function writeMap(key: Type, value: Type, map: string, at: Writing): Part[] {
  const [n, k, x, c] = ["n", "k", "x", "c"].map((prefix) => at.names.fresh(prefix)) as [
    string,
    string,
    string,
    string,
  ];
  const changed = `throw changedMeanwhile(${n}, ${at.path});`;
  const parts = [
    ...writeValue(key, k, { ...at, path: `${at.path} + " key"` }),
    ...writeValue(value, x, { ...at, path: `${at.path} + keyPath(${k})` }),
  ];
  return [
    statement(`if (!(${map} instanceof Map)) ${map} = toMap(${map}, "${keysOf(key)}", ${at.path});
      const ${n} = ${map}.size; let ${c} = 0; ${checkCount(n, "map", map, at)}`),
    ...at.emitter.writeMapBegin(wireKind(key), wireKind(value), n),
    elements(
      parts,
      n,
      (body) =>
        `for (let [${k}, ${x}] of ${map}) { if (${c}++ === ${n}) ${changed} ${body} } if (${c} !== ${n}) ${changed}`,
    ),
  ];
}

/** A Proxy may say anything of its length, and a class of its own of its size. */
function checkCount(n: string, expected: string, value: string, at: Writing): string {
  return `if ((${n} | 0) !== ${n} || ${n} < 0) throw misfit("${expected}", ${value}, ${at.path});`;
}

/** A loop over elements; when each has a largest size, room for all of them is made before. */
function elements(parts: readonly Part[], n: string, loop: (body: string) => string): Part {
  const bound = boundOf(parts);
  return {
    kind: "open",
    emit: (slack) =>
      bound === undefined
        ? `${loop(join(parts))} ${reserve(slack)}`
        : `${reserve(`${n} * ${bound} + ${slack}`, `${n} * ${leastOf(parts)}`)} ${loop(join(parts, 0, bound))}`,
  };
}

/** Refuses what is no object, first thing in a struct's writer. */
export function checkStruct(name: string): string {
  return `if (typeof o !== "object" || o === null) throw misfit(${quote(localName(name))}, o, "");
    if (d > output.maxDepth) throw tooDeepToWrite(output.maxDepth); /* or one that contains itself */`;
}
