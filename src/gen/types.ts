// Types of the IDL as TypeScript has them: in the form in which values come, and in the forms in which they are taken.
import type { Type } from "../schema/schema.ts";
import type { Scope } from "./scope.ts";

/** The type of a value that comes from a peer. */
export function receivedType(type: Type, scope: Scope): string {
  switch (type.kind) {
    case "enum":
    case "struct":
      return scope.type(type.name);
    case "list":
      return arrayOf(receivedType(type.element, scope));
    case "set":
      return `Set<${receivedType(type.element, scope)}>`;
    case "map":
      return `Map<${receivedType(type.key, scope)}, ${receivedType(type.value, scope)}>`;
    case "binary":
      return "Uint8Array";
    default:
      return scalarType(type.kind);
  }
}

/** The type of what is taken for a value that goes to a peer; what comes from one is taken too. */
export function givenType(type: Type, scope: Scope): string {
  switch (type.kind) {
    case "enum":
    case "struct":
      return scope.derived(type.name, "Init");
    case "list": {
      const element = givenType(type.element, scope);
      // Typed arrays too; of text, an Iterable could be a string.
      return isNumeric(type.element) ? `Iterable<${element}>` : `readonly ${arrayOf(element)}`;
    }
    case "set": {
      const element = givenType(type.element, scope);
      return `ReadonlySet<${element}> | readonly ${arrayOf(element)}`;
    }
    case "map": {
      const value = givenType(type.value, scope);
      const map = `ReadonlyMap<${givenType(type.key, scope)}, ${value}>`;
      return isPropertyKey(type.key) ? `${map} | { readonly [key: string]: ${value} }` : map;
    }
    case "i64":
      return "bigint | number";
    case "binary":
      return "ArrayBuffer | ArrayBufferView";
    default:
      return scalarType(type.kind);
  }
}

function scalarType(kind: Type["kind"]): string {
  if (kind === "bool") return "boolean";
  if (kind === "string" || kind === "uuid") return "string";
  return kind === "i64" ? "bigint" : "number";
}

function arrayOf(element: string): string {
  return /^[\w$.]+$/.test(element) ? `${element}[]` : `(${element})[]`;
}

function isNumeric({ kind }: Type): boolean {
  return ["byte", "i16", "i32", "i64", "double"].includes(kind);
}

/** Whether a plain object is taken for a map with such keys. */
function isPropertyKey({ kind }: Type): boolean {
  return ["byte", "i16", "i32", "i64", "string", "enum"].includes(kind);
}
