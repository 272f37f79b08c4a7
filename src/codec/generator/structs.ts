// The structs that a service's functions use, and their readers.
import type { Enum, Schema, Struct, Type } from "../../schema/schema.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { localName } from "../../schema/service.ts";
import { Names, property } from "../source_text.ts";
import { wireKind } from "../wire_kind.ts";
import { checkStructDepth, type FieldList, type ReaderContext, readInAnyOrder, readInOrder } from "./read.ts";
import { readValue } from "./read_value.ts";

/** Every struct and enum that arguments, results and exceptions reach, each once. */
export function usedTypes(service: ResolvedService): { readonly structs: Struct[]; readonly enums: Enum[] } {
  const found = new Map<string, Struct>();
  const enums = new Map<string, Enum>();
  const visit = (type: Type): void => {
    if (type.kind === "list" || type.kind === "set") visit(type.element);
    if (type.kind === "map") [type.key, type.value].forEach(visit);
    if (type.kind === "enum") enums.set(type.name, enumOf(service.schema, type.name));
    if (type.kind !== "struct" || found.has(type.name)) return;
    if (!Object.hasOwn(service.schema.structs, type.name))
      throw new TypeError(`no struct ${type.name} in the schema`);
    const struct = service.schema.structs[type.name]!;
    found.set(type.name, struct);
    for (const field of struct.fields) visit(field.type);
  };
  for (const func of service.functions) {
    for (const field of [...func.arguments, ...func.throws]) visit(field.type);
    if (func.returns !== undefined) visit(func.returns);
  }
  return { structs: [...found.values()], enums: [...enums.values()] };
}

/** The enum of a name in a schema. */
export function enumOf(schema: Schema, name: string): Enum {
  if (!Object.hasOwn(schema.enums, name)) throw new TypeError(`no enum ${name} in the schema`);
  return schema.enums[name]!;
}

/** The functions that read a struct, union or exception. */
export function structReader(struct: Struct, context: ReaderContext): string {
  const name = context.reader(struct.name);
  if (struct.kind === "union") return unionReader(struct, name, context);
  const list: FieldList = {
    name,
    fields: struct.fields,
    nameOf: (field) => `${localName(struct.name)}.${field.name}`,
    usesView: true,
    prefixErrors: false,
    mayBeAbsent: (field) => field.requiredness === "optional",
    result: (locals) =>
      `return { ${struct.fields.map((field, index) => property(field.name, locals[index]!)).join(", ")} };`,
  };
  return `function ${name}(input, d) {
    ${checkStructDepth}
    ${readInOrder(list, context, `${name}Rest`, "return REST;")}
  }
  ${readInAnyOrder(list, context, `${name}Rest`)}`;
}

/**
 * A union becomes an object with only the field that was sent: none when it is one that the IDL does not
 * know yet, and the last one when a peer sends several, as for Apache's C++ and Python.
 */
function unionReader(struct: Struct, name: string, context: ReaderContext): string {
  const { emitter } = context;
  const names = new Names();
  const cases = struct.fields.map((field) => {
    const [start, x] = [names.fresh("q"), names.fresh("x")];
    const value =
      field.type.kind === "bool" && emitter.boolInHeader !== undefined
        ? `${x} = ${emitter.boolInHeader};`
        : readValue(field.type, x, {
            ...context,
            schema: context.service.schema,
            names,
            place: `${localName(struct.name)}.${field.name}`,
            usesView: true,
            mismatch: `p = ${start}; break;`,
          });
    return `case ${field.id}: {
      if (!(${emitter.fieldIs(wireKind(field.type))})) break;
      const ${start} = p;
      let ${x};
      ${value}
      u = { ${property(field.name, x)} };
      continue;
    }`;
  });
  return `function ${name}(input, d) {
    ${checkStructDepth}
    const b = input.bytes, end = input.end;
    let p = input.position, t = 0, id = 0, u${emitter.usesLast ? ", last = 0" : ""};
    ${cases.join("").includes("v.get") ? "const v = input.view;" : ""}
    for (;;) {
      ${emitter.readFieldHeader()}
      switch (id) {
        ${cases.join("\n")}
      }
      input.position = p; ${emitter.skip}(input, t, d + 1); p = input.position;
    }
    input.position = p;
    return u === undefined ? {} : u;
  }`;
}
