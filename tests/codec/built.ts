// Services built by hand, for tests of what IDL text cannot say side by side.
import type { BaseKind, Enum, Field, Func, Struct, Type, Value } from "../../src/schema/schema.ts";
import type { ResolvedService } from "../../src/schema/service.ts";

export const base = (kind: BaseKind): Type => ({ kind });
export const list = (element: Type): Type => ({ kind: "list", element });
export const set = (element: Type): Type => ({ kind: "set", element });
export const map = (key: Type, value: Type): Type => ({ kind: "map", key, value });
export const struct = (name: string): Type => ({ kind: "struct", name: `t.${name}` });

export function field(
  id: number,
  name: string,
  type: Type,
  requiredness: Field["requiredness"] = "default",
  standard?: Value,
): Field {
  return { id, name, type, requiredness, default: standard };
}

/** A service `Test` with structs by their short names; a function takes what it gives, or the fields given. */
export function service(
  functions: Readonly<Record<string, Type | readonly Field[]>>,
  structs: Readonly<Record<string, readonly Field[]>> = {},
  unions: readonly string[] = [],
): ResolvedService {
  const funcs = Object.entries(functions).map(([name, what]): Func => {
    const takes = Array.isArray(what) ? (what as readonly Field[]) : [field(1, "value", what as Type)];
    return { name, oneway: false, returns: takes[0]?.type, arguments: takes, throws: [] };
  });
  const named = Object.entries(structs).map(([name, fields]): [string, Struct] => [
    `t.${name}`,
    { kind: unions.includes(name) ? "union" : "struct", name: `t.${name}`, fields },
  ]);
  return {
    name: "Test",
    functions: funcs,
    schema: {
      program: "t",
      namespaces: {},
      structs: Object.fromEntries(named),
      enums: {
        "t.Colour": enumOf("t.Colour", { RED: 1, GREEN: 2, DARK_BLUE: 4 }),
        "t.Many": enumOf(
          "t.Many",
          Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`M${index}`, index])),
        ),
      },
      constants: {},
      services: {},
    },
  };
}

function enumOf(name: string, members: Readonly<Record<string, number>>): Enum {
  return { name, values: Object.entries(members).map(([member, value]) => ({ name: member, value })) };
}
