// Constants as values, each written out: nothing is imported for them at run time.
import type { Constant, Field, Schema, Struct, Type, Value } from "../schema/schema.ts";
import { key, numeral, quoted } from "./data.ts";
import { documentation } from "./documentation.ts";
import type { Scope } from "./scope.ts";
import { receivedType } from "./types.ts";

/** The declaration of a constant. */
export function constantDeclaration(constant: Constant, schema: Schema, scope: Scope): string {
  const type = receivedType(constant.type, scope);
  const value = expression(constant.value, constant.type, schema, scope);
  return `${documentation(constant.doc)}export const ${scope.constant(constant.name)}: ${type} = ${value};\n`;
}

function expression(value: Value, type: Type, schema: Schema, scope: Scope): string {
  switch (value.kind) {
    case "bool":
      return String(value.value);
    case "number":
      return numeral(value.value);
    case "i64":
      return `${value.value}n`;
    case "string":
    case "uuid":
      return quoted(value.value);
    case "binary":
      return `Uint8Array.of(${[...new TextEncoder().encode(value.value)].join(", ")})`;
    case "list":
    case "set": {
      const element = type.kind === "list" || type.kind === "set" ? type.element : type;
      const elements = value.elements.map((one) => expression(one, element, schema, scope)).join(", ");
      return value.kind === "list"
        ? `[${elements}]`
        : `new Set<${receivedType(element, scope)}>([${elements}])`;
    }
    case "map": {
      const [keys, values] = type.kind === "map" ? [type.key, type.value] : [type, type];
      const entries = value.entries.map(
        ([one, other]) =>
          `[${expression(one, keys, schema, scope)}, ${expression(other, values, schema, scope)}]`,
      );
      return `new Map<${receivedType(keys, scope)}, ${receivedType(values, scope)}>([${entries.join(", ")}])`;
    }
    case "struct":
      return structExpression(value, schema, scope);
  }
}

/** A struct has the defaults of fields that are not named; what is whole nowhere else is not whole here. */
function structExpression(value: Extract<Value, { kind: "struct" }>, schema: Schema, scope: Scope): string {
  const struct = schema.structs[value.name]!;
  const given = new Map(value.fields);
  const settingOf = (field: Field) =>
    given.get(field.name) ?? (struct.kind === "union" ? undefined : field.default);
  const properties = struct.fields.flatMap((field) => {
    const one = settingOf(field);
    return one === undefined ? [] : [`${key(field.name)}: ${expression(one, field.type, schema, scope)}`];
  });
  const object = properties.length === 0 ? "{}" : `{ ${properties.join(", ")} }`;
  return isWhole(struct, settingOf) ? object : `(${object} as unknown as ${scope.type(value.name)})`;
}

/** Whether TypeScript sees a value of the struct's type. An exception's is none: it is an object with its fields. */
function isWhole(struct: Struct, settingOf: (field: Field) => Value | undefined): boolean {
  if (struct.kind === "exception") return false;
  if (struct.kind === "union") return struct.fields.some((field) => settingOf(field) !== undefined);
  return struct.fields.every((field) => field.requiredness !== "required" || settingOf(field) !== undefined);
}
