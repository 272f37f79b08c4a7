// Exceptions as classes that extend Error.
import type { Field, Struct } from "../schema/schema.ts";
import { localName } from "../schema/service.ts";
import { quoted } from "./data.ts";
import { documentation } from "./documentation.ts";
import type { Scope } from "./scope.ts";
import { body, type Form, isLeftOut, receivedForm } from "./structs.ts";

/** The class of an exception, and the type of what its constructor takes. */
export function exceptionDeclarations(struct: Struct, scope: Scope): string {
  const name = scope.type(struct.name);
  const given = scope.derived(struct.name, "Init");
  const form = receivedForm(scope);
  const givenForm: Form = { ...form, modifier: "readonly ", isOptional: isLeftOut };
  const hidden = struct.fields.filter(isOtherThanErrors).map((field) => quoted(field.name));
  const base = hidden.length === 0 ? "Error" : `$Base_${name}`;
  const baseType = `new (message?: string) => Omit<Error, ${hidden.join(" | ")}>`;
  const whole = struct.fields.every(isLeftOut) ? " = {}" : "";
  const message = showsFields(struct) ? "$shown(fields)" : "";
  return `${documentation(`The fields of a {@link ${name}}.`)}export interface ${given} ${body(struct.fields, givenForm)}

${documentation(struct.doc)}export interface ${name} ${body(
    struct.fields.filter((field) => !isErrors(field)),
    form,
  )}
${hidden.length === 0 ? "" : `\nconst ${base}: ${baseType} = Error;\n`}
${documentation(struct.doc)}export class ${name} extends ${base} {
  static {
    $named(this, ${quoted(localName(struct.name))});
  }

  constructor(fields: ${given}${whole}) {
    super(${message});
    $assign(this, fields);
  }

  /** Recognizes what a client threw too: it has classes of its own, of this name. */
  static override [Symbol.hasInstance](value: unknown): value is ${name} {
    return $isInstance(this, this === ${name}, value);
  }
}
`;
}

/** Whether its message is made of its fields. */
export function showsFields({ fields }: Struct): boolean {
  return fields.length > 0 && fields.every((field) => field.name !== "message");
}

/** Whether every error has such a field anyway. */
function isErrors({ name, type }: Field): boolean {
  return type.kind === "string" && (name === "message" || name === "name" || name === "stack");
}

/** Whether errors have a field of the name that is something else. */
function isOtherThanErrors(field: Field): boolean {
  return ["message", "name", "stack"].includes(field.name) && !isErrors(field);
}
