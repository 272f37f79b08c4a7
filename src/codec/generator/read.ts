// Source text that reads a list of fields: a struct, a function's arguments, a reply.
//
// Two functions are made of each. The first expects the fields in the order of their ids, which is how
// Apache's writers send them, and tests for each header's bytes directly; at the first surprise it hands
// what it has to the second, a loop that takes fields in any order and passes over unknown ones.

import type { Field } from "../../schema/schema.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { defaultValue } from "../defaults.ts";
import { Names, quote } from "../source_text.ts";
import { wireKind } from "../wire_kind.ts";
import type { Emitter, LastField } from "./emitter.ts";
import { type Reading, readValue } from "./read_value.ts";

/** The parts that all readers share. */
export interface ReaderContext {
  readonly emitter: Emitter;
  readonly service: ResolvedService;
  readonly reader: (struct: string) => string;
}

/** Fields to read: a struct's, a function's arguments, a reply's. */
export interface FieldList {
  /** The names of the two functions are made of it. */
  readonly name: string;
  readonly fields: readonly Field[];
  /** The field's name in error messages. */
  readonly nameOf: (field: Field) => string;
  /** Whether it is worth having a view of the message; small messages are read without. */
  readonly usesView: boolean;
  /** Whether errors from inside a field's structs get its place in front. */
  readonly prefixErrors: boolean;
  /** Whether a field may be absent without leaving the fast path. */
  readonly mayBeAbsent: (field: Field) => boolean;
  /** The statement that ends a reader, given each field's local in the order of `fields`. */
  readonly result: (locals: readonly string[]) => string;
}

/** The fields in the order in which they are sent. */
export function inOrder(fields: readonly Field[]): readonly Field[] {
  return [...fields].sort((one, other) => one.id - other.id);
}

/**
 * The body of a reader that expects fields in order. It needs `input` and `d`, ends with `result`, and
 * calls `rest` (a function's name) with what it has at the first surprise.
 */
export function readInOrder(
  list: FieldList,
  context: ReaderContext,
  rest: string,
  afterRest: string,
): string {
  const fields = inOrder(list.fields);
  const local = localsOf(list);
  const names = new Names();
  const { usesLast } = context.emitter;
  let last: LastField = 0;
  const steps: string[] = [];
  let canContinue = true;
  for (const field of fields) {
    const test = context.emitter.fieldTest(field.id, wireKind(field.type), last);
    const optional = list.mayBeAbsent(field);
    if (test === undefined) {
      // An optional field in the long form is left to the loop if it comes at all.
      if (optional) continue;
      steps.push("break fast;");
      canContinue = false;
      break;
    }
    const start = names.fresh("q");
    const isContainer = field.type.kind === "list" || field.type.kind === "set" || field.type.kind === "map";
    const at = readingOf(field, list, context, names, `p = ${start}; break fast;`);
    const read = [
      isContainer ? `const ${start} = p;` : "",
      test.value === undefined
        ? `p += ${test.length}; ${readField(field, local(field), at, list, true)}`
        : `${local(field)} = ${test.value}; p += ${test.length};`,
      usesLast ? `last = ${field.id};` : "",
    ].join("\n");
    steps.push(
      optional ? `if (${test.condition}) {\n${read}\n}` : `if (!(${test.condition})) break fast;\n{${read}}`,
    );
    last = usesLast && optional ? undefined : field.id;
  }
  const locals = list.fields.map(local);
  const passed = [...locals, ...(usesLast ? ["last"] : [])];
  const done = canContinue
    ? `if (p >= end || b[p] !== 0) break fast;
      input.position = p + 1;
      ${applyDefaults(list, context, list.mayBeAbsent)}
      ${list.result(locals)}`
    : "";
  return `
    const b = input.bytes, end = input.end;
    let p = input.position${usesLast ? ", last = 0" : ""};
    ${locals.length > 0 ? `let ${locals.join(", ")};` : ""}
    ${viewIfUsed(steps.join("\n"))}
    fast: {
      ${steps.join("\n")}
      ${done}
    }
    input.position = p;
    ${afterRest.replace("REST", `${rest}(${["input", "d", ...passed].join(", ")})`)}`;
}

/** The function that takes fields in any order, given those that were read already. */
export function readInAnyOrder(list: FieldList, context: ReaderContext, name: string): string {
  const { emitter } = context;
  const local = localsOf(list);
  const names = new Names();
  const cases = list.fields.map((field) => {
    const start = names.fresh("q");
    const at = readingOf(field, list, context, names, `p = ${start}; break;`);
    const value =
      field.type.kind === "bool" && emitter.boolInHeader !== undefined
        ? `${local(field)} = ${emitter.boolInHeader};`
        : readField(field, local(field), at, list, false);
    return `case ${field.id}: { if (!(${emitter.fieldIs(wireKind(field.type))})) break; const ${start} = p; ${value} continue; }`;
  });
  const parameters = ["input", "d", ...list.fields.map(local), ...(emitter.usesLast ? ["last"] : [])];
  return `function ${name}(${parameters.join(", ")}) {
    const b = input.bytes, end = input.end;
    let p = input.position, t = 0, id = 0;
    ${viewIfUsed(cases.join("\n"))}
    for (;;) {
      ${emitter.readFieldHeader()}
      switch (id) {
        ${cases.join("\n")}
      }
      input.position = p; ${emitter.skip}(input, t, d + 1); p = input.position;
    }
    input.position = p;
    ${checkRequired(list)}
    ${applyDefaults(list, context, () => true)}
    ${list.result(list.fields.map(local))}
  }`;
}

/** Refuses a struct nested too deep, first thing in its reader. */
export const checkStructDepth = "if (d > input.maxDepth) throw tooDeep(input.maxDepth);";

function localsOf(list: FieldList): (field: Field) => string {
  return (field) => `f${list.fields.indexOf(field)}`;
}

function readingOf(
  field: Field,
  list: FieldList,
  context: ReaderContext,
  names: Names,
  mismatch: string,
): Reading {
  const { emitter, reader, service } = context;
  const { schema } = service;
  return { emitter, reader, schema, names, place: list.nameOf(field), usesView: list.usesView, mismatch };
}

function readField(field: Field, target: string, at: Reading, list: FieldList, checked: boolean): string {
  const code = readValue(field.type, target, at, checked && at.emitter.protocol === "binary");
  if (!list.prefixErrors || !JSON.stringify(field.type).includes('"struct"')) return code;
  return `try { ${code} } catch (e) { throw inArgument(e, ${quote(list.nameOf(field))}); }`;
}

function checkRequired(list: FieldList): string {
  const local = localsOf(list);
  return list.fields
    .filter((field) => field.requiredness === "required")
    .map((field) => `if (${local(field)} === undefined) throw missingField(${quote(list.nameOf(field))});`)
    .join("\n");
}

function applyDefaults(list: FieldList, context: ReaderContext, among: (field: Field) => boolean): string {
  const local = localsOf(list);
  return list.fields
    .filter((field) => field.default !== undefined && among(field))
    .map((field) => {
      const value = defaultValue(field.default!, field.type, context.service.schema);
      return `if (${local(field)} === undefined) ${local(field)} = ${value};`;
    })
    .join("\n");
}

/** The view is asked for only by readers that need it: it may have to be made first. */
function viewIfUsed(code: string): string {
  return code.includes("v.get") ? "const v = input.view;" : "";
}
