// Finds what uses a type.
import type { Field, Type } from "../../schema/schema.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { type Method, methodGroups } from "./catalog.ts";

/** What uses a type by its name. */
export interface Uses {
  readonly methods: readonly Method[];
  /** Qualified names of structs and constants. */
  readonly definitions: readonly string[];
}

/** @param name of a struct or enum, qualified. */
export function usesOf(service: ResolvedService, name: string): Uses {
  const inFields = (fields: readonly Field[]) => fields.some(({ type }) => mentions(type, name));
  const methods = methodGroups(service)
    .flatMap((group) => group.methods)
    .filter(({ func }) => mentions(func.returns, name) || inFields(func.arguments) || inFields(func.throws));
  const { structs, constants } = service.schema;
  return {
    methods,
    definitions: [
      ...Object.keys(structs).filter((one) => one !== name && inFields(structs[one]!.fields)),
      ...Object.keys(constants).filter((one) => mentions(constants[one]!.type, name)),
    ],
  };
}

function mentions(type: Type | undefined, name: string): boolean {
  switch (type?.kind) {
    case "list":
    case "set":
      return mentions(type.element, name);
    case "map":
      return mentions(type.key, name) || mentions(type.value, name);
    case "enum":
    case "struct":
      return type.name === name;
    default:
      return false;
  }
}
