// Structs as interfaces, unions as discriminated unions: a type for what comes, and one for what is taken.
import type { Field, Struct } from "../schema/schema.ts";
import { documentation, paragraphs } from "./documentation.ts";
import { propertyName } from "./names.ts";
import type { Scope } from "./scope.ts";
import { givenType, receivedType } from "./types.ts";

/** The declarations of a struct or union. */
export function structDeclarations(struct: Struct, scope: Scope): string {
  const given = scope.derived(struct.name, "Init");
  const name = scope.type(struct.name);
  const doc = documentation(struct.doc);
  const givenDoc = documentation(`What is taken for a {@link ${name}}.`);
  if (struct.kind === "union") {
    return `${doc}export type ${name} =${unionOf(struct.fields, receivedForm(scope))};

${givenDoc}export type ${given} =${unionOf(struct.fields, givenForm(scope))};
`;
  }
  return `${doc}export interface ${name} ${body(struct.fields, receivedForm(scope))}

${givenDoc}export interface ${given} ${body(struct.fields, givenForm(scope))}
`;
}

/** The way in which fields are declared. */
export interface Form {
  readonly modifier: "readonly " | "";
  readonly type: (field: Field) => string;
  readonly isOptional: (field: Field) => boolean;
  /** The types of an optional field besides its own. */
  readonly absent: string;
}

/** A field that was not sent is undefined, unless the IDL has a value for it. */
export function receivedForm(scope: Scope): Form {
  return {
    modifier: "",
    type: (field) => receivedType(field.type, scope),
    isOptional: ({ requiredness, default: value }) => requiredness !== "required" && value === undefined,
    absent: "undefined",
  };
}

/** A field may be left out, unless it is required and the IDL has no value for it. */
export function givenForm(scope: Scope): Form {
  return {
    modifier: "readonly ",
    type: (field) => givenType(field.type, scope),
    isOptional: isLeftOut,
    absent: "null | undefined",
  };
}

/** Whether a field may be left out of what is given. */
export function isLeftOut({ requiredness, default: value }: Field): boolean {
  return requiredness !== "required" || value !== undefined;
}

/** The members of an interface in braces. */
export function body(fields: readonly Field[], form: Form): string {
  if (fields.length === 0) return "{}";
  return `{\n${fields.map((field) => member(field, form, "  ")).join("")}}`;
}

function member(field: Field, form: Form, indent: string): string {
  const optional = form.isOptional(field);
  const type = `${form.type(field)}${optional ? ` | ${form.absent}` : ""}`;
  return `${fieldDoc(field, indent)}${indent}${form.modifier}${propertyName(field.name)}${optional ? "?" : ""}: ${type};\n`;
}

function fieldDoc({ doc, type, default: value }: Field, indent: string): string {
  const note = value !== undefined && "value" in value ? `Default: ${shownDefault(value.value)}.` : undefined;
  return documentation(
    paragraphs(doc, type.kind === "uuid" ? "A UUID, 36 characters." : undefined, note),
    indent,
  );
}

function shownDefault(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** One object for each field, with that field and none of the others. */
function unionOf(fields: readonly Field[], form: Form): string {
  if (fields.length === 0) return " Record<string, never>";
  const only: Form = { ...form, isOptional: () => false };
  const cases = fields.map((field) => {
    const others = fields.filter((other) => other !== field);
    const absent = others.map(
      ({ name }) => `      ${form.modifier}${propertyName(name)}?: ${form.absent};\n`,
    );
    return `\n  | {\n${member(field, only, "      ")}${absent.join("")}    }`;
  });
  return cases.join("");
}
