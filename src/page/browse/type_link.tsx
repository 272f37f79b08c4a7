// Shows types and values of the IDL; those that have a page of their own are links to it.
import type { ComponentChildren, JSX } from "preact";
import type { Type } from "../../schema/schema.ts";
import { localName } from "../../schema/service.ts";
import { fragmentOf } from "../route.ts";

/** A type as the IDL writes it. @param type undefined: void. */
export function TypeLink({ type }: { readonly type: Type | undefined }): JSX.Element {
  return <code class="type">{written(type)}</code>;
}

/** A link to a definition. @param name its qualified name. */
export function DefinitionLink({ name }: { readonly name: string }): JSX.Element {
  return <a href={fragmentOf({ view: "definition", name })}>{localName(name)}</a>;
}

function written(type: Type | undefined): ComponentChildren {
  if (type === undefined) return "void";
  switch (type.kind) {
    case "list":
    case "set":
      return [`${type.kind}<`, written(type.element), ">"];
    case "map":
      return ["map<", written(type.key), ", ", written(type.value), ">"];
    case "enum":
    case "struct":
      return <DefinitionLink name={type.name} />;
    default:
      return type.kind;
  }
}
