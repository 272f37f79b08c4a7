// The contents of an IDL as `list` shows them: plain data, with types and values as IDL.
import type { Enum, Field, Func, Schema, Service, Struct, Type } from "../../../schema/schema.ts";
import { localName, programName } from "../../../schema/service.ts";
import { typeText } from "../../../schema/type_text.ts";
import { valueText } from "../../../schema/value_text.ts";

/** The services and types of an IDL, its own first. */
export interface Contents {
  readonly services: readonly ListedService[];
  readonly types: readonly (ListedStruct | ListedEnum)[];
  readonly constants: readonly ListedConstant[];
}

export interface ListedService {
  readonly name: string;
  readonly doc?: string;
  readonly extends?: string;
  readonly functions: readonly ListedFunction[];
}

export interface ListedFunction {
  readonly name: string;
  readonly doc?: string;
  readonly oneway: boolean;
  readonly returns: string;
  readonly arguments: readonly ListedField[];
  readonly throws: readonly ListedField[];
}

export interface ListedField {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly requiredness: Field["requiredness"];
  readonly default?: string;
  readonly doc?: string;
}

export interface ListedStruct {
  readonly kind: Struct["kind"];
  readonly name: string;
  readonly doc?: string;
  readonly fields: readonly ListedField[];
}

export interface ListedEnum {
  readonly kind: "enum";
  readonly name: string;
  readonly doc?: string;
  readonly members: readonly { readonly name: string; readonly value: number; readonly doc?: string }[];
}

export interface ListedConstant {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly doc?: string;
}

/** @param services the qualified names of those that are listed. */
export function contentsOf(schema: Schema, services: readonly string[]): Contents {
  const nameOf = (key: string) => (programName(key) === schema.program ? localName(key) : key);
  const text = (type: Type | undefined) => typeText(type, nameOf);
  const field = ({ id, name, type, requiredness, default: value, doc }: Field): ListedField => ({
    ...{ id, name, type: text(type), requiredness },
    ...(value !== undefined && { default: valueText(value) }),
    ...(doc !== undefined && { doc }),
  });
  const func = ({ name, doc, oneway, returns, arguments: takes, throws }: Func): ListedFunction => ({
    ...described(name, doc),
    ...{ oneway, returns: text(returns) },
    ...{ arguments: takes.map(field), throws: throws.map(field) },
  });
  const service = (key: string, { doc, extends: parent, functions }: Service): ListedService => ({
    ...described(nameOf(key), doc),
    ...(parent !== undefined && { extends: nameOf(parent) }),
    functions: functions.map(func),
  });
  const struct = ([key, { kind, doc, fields }]: [string, Struct]): ListedStruct => ({
    kind,
    ...described(nameOf(key), doc),
    fields: fields.map(field),
  });
  const enumeration = ([key, { doc, values }]: [string, Enum]): ListedEnum => ({
    kind: "enum",
    ...described(nameOf(key), doc),
    members: values.map(({ name, value, doc: text }) => ({ ...described(name, text), value })),
  });
  const isOwn = ({ name }: { readonly name: string }) => Number(!name.includes("."));
  const ownFirst = <Definition extends { readonly name: string }>(definitions: readonly Definition[]) =>
    definitions.toSorted((one, other) => isOwn(other) - isOwn(one));
  return {
    services: services.map((key) => service(key, schema.services[key]!)),
    types: ownFirst([
      ...Object.entries(schema.enums).map(enumeration),
      ...Object.entries(schema.structs).map(struct),
    ]),
    constants: ownFirst(
      Object.entries(schema.constants).map(([key, { type, value, doc }]) => ({
        ...described(nameOf(key), doc),
        ...{ type: text(type), value: valueText(value) },
      })),
    ),
  };
}

function described(name: string, doc: string | undefined) {
  return { name, ...(doc !== undefined && { doc: doc.trim() }) };
}
