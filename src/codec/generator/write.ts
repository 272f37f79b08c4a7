// Source text that writes a row of fields: a struct, a function's arguments, a reply.
import type { Field, Schema, Struct } from "../../schema/schema.ts";
import { localName } from "../../schema/service.ts";
import { defaultValue } from "../defaults.ts";
import { isOfEngine } from "../given_fields.ts";
import { fieldOf, Names, quote } from "../source_text.ts";
import { wireKind } from "../wire_kind.ts";
import type { Emitter, LastField } from "./emitter.ts";
import { boundOf, join, type Part, reserve, statement } from "./parts.ts";
import { inOrder } from "./read.ts";
import { checkStruct, type Writing, writeValue } from "./write_value.ts";

/** The parts that all writers share. */
export interface WriterContext {
  readonly emitter: Emitter;
  readonly schema: Schema;
  readonly writer: (struct: string) => string;
  readonly enumeration: (name: string) => string;
  /** The number of a struct: `struct3` is what the look at its values knows of it, `left3` how many come before the next. */
  readonly numberOf: (struct: string) => number;
}

/** The function that writes a struct, union or exception. */
export function structWriter(struct: Struct, context: WriterContext): string {
  const number = context.numberOf(struct.name);
  const isUnion = struct.kind === "union";
  const fields = writeFields(
    struct.fields,
    (field) => fieldOf("o", field.name),
    (field) => `.${field.name}`,
    { ...context, isUnion, ifEmpty: isUnion ? "" : refuseEmpty(struct) },
  );
  const names = struct.fields.map(({ name }) => quote(name)).join(", ");
  return `const struct${number} = { name: ${quote(localName(struct.name))}, names: () => [${names}], known: undefined, found: undefined, looked: 0 };
  let left${number} = 0;
  function ${context.writer(struct.name)}(output, o, d) {
    ${checkStruct(struct.name)}
    if (--left${number} < 0) left${number} = lookAt(output, o, struct${number});
    ${leaveOutEngines(struct)}
    ${isUnion ? checkUnion(struct, `struct${number}`) : ""}
    ${openOutput}
    const start = p;
    ${join(fields)}
    output.position = p;
  }`;
}

/** The locals of a writer. */
export const openOutput = "let b = output.bytes, v = output.view, p = output.position;";

/**
 * Writes fields in the order of their ids and the end of their struct.
 *
 * @param value an expression for a field's value.
 * @param path the part of its path, as a string that is not quoted.
 */
export function writeFields(
  fields: readonly Field[],
  value: (field: Field) => string,
  path: (field: Field) => string,
  context: WriterContext & { readonly isUnion?: boolean; readonly ifEmpty?: string },
): Part[] {
  const { emitter } = context;
  const names = new Names();
  const parts: Part[] = emitter.usesLast ? [statement("let last = 0;")] : [];
  let last: LastField = 0;
  for (const field of inOrder(fields)) {
    const local = names.fresh("f");
    const { emitter, writer, enumeration } = context;
    const at: Writing = { emitter, writer, enumeration, names, path: quote(path(field)) };
    const inner = [
      ...checkedHeader(field, local, at, last),
      ...(emitter.usesLast ? [statement(`last = ${field.id};`)] : []),
    ];
    parts.push(statement(`let ${local} = ${value(field)};`));
    const always = field.requiredness === "required" || (field.requiredness === "default" && field.default);
    if (always && !context.isUnion) {
      if (field.default !== undefined) {
        const fallback = defaultValue(field.default, field.type, context.schema);
        parts.push(statement(`if (${local} === undefined || ${local} === null) ${local} = ${fallback};`));
      }
      parts.push(...inner);
      last = field.id;
    } else {
      parts.push(unlessAbsent(local, inner));
      if (emitter.usesLast) last = undefined;
    }
  }
  if (context.ifEmpty) parts.push(statement(context.ifEmpty));
  return [...parts, ...emitter.writeFieldStop()];
}

/** An array or map that was given for a struct shows by having none of its fields: asked only then, it costs nothing. */
function refuseEmpty(struct: Struct): string {
  if (struct.fields.length === 0) return "";
  return `if (p === start) refuseContainer(${struct.kind === "exception" ? "given" : "o"}, ${quote(localName(struct.name))});`;
}

/**
 * Of an exception only what was set is written. Other structs may be made of errors too, which costs them a look only
 * where they have a field that engines fill in.
 */
function leaveOutEngines({ kind, fields }: Struct): string {
  const names = `[${fields.map(({ name }) => quote(name)).join(", ")}]`;
  if (kind === "exception") return `const given = o; o = givenFields(o, ${names});`;
  return fields.some(({ name }) => isOfEngine(name))
    ? `if (o instanceof Error) o = givenFields(o, ${names});`
    : "";
}

/** A bool's check must come before its header, which may hold it; so may every other value's. */
function checkedHeader(field: Field, local: string, at: Writing, last: LastField): Part[] {
  const { emitter } = at;
  const kind = wireKind(field.type);
  const header = emitter.writeFieldHeader(field.id, kind, last, local);
  const value = writeValue(field.type, local, at);
  // The first part of a scalar is its check, a statement: it can change places with the header.
  if (kind !== "bool") return [...header, ...value];
  return [value[0]!, ...header, ...(emitter.protocol === "compact" ? [] : value.slice(1))];
}

/** Parts that are written when the local holds a value; undefined and null are none. */
export function unlessAbsent(local: string, inner: readonly Part[]): Part {
  const present = `${local} !== undefined && ${local} !== null`;
  const bound = boundOf(inner);
  if (bound !== undefined) {
    return { kind: "bounded", size: bound, code: `if (${present}) { ${join(inner, 0, bound)} }` };
  }
  return {
    kind: "open",
    emit: (slack) =>
      `if (${present}) { ${join(inner, slack)} }${slack > 0 ? ` else { ${reserve(slack)} }` : ""}`,
  };
}

function checkUnion(struct: Struct, known: string): string {
  const counted = struct.fields.map((field) => {
    const value = fieldOf("o", field.name);
    return `(${value} === undefined || ${value} === null ? 0 : 1)`;
  });
  const count = counted.join(" + ") || "0";
  return `{ const set = ${count}; if (set !== 1) throw notOneField(o, ${known}, set); }`;
}
