// Types as text.
import type { Type } from "./schema.ts";

/**
 * A type as the IDL writes it, `list<Work>`. Undefined, where a function returns nothing: `void`.
 *
 * @param nameOf gives the text for the qualified name of a struct or enum.
 */
export function typeText(type: Type | undefined, nameOf: (qualified: string) => string): string {
  if (type === undefined) return "void";
  switch (type.kind) {
    case "list":
    case "set":
      return `${type.kind}<${typeText(type.element, nameOf)}>`;
    case "map":
      return `map<${typeText(type.key, nameOf)}, ${typeText(type.value, nameOf)}>`;
    case "enum":
    case "struct":
      return nameOf(type.name);
    default:
      return type.kind;
  }
}
