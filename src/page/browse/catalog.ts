// Lists what a service consists of: its methods by service, and its types, as navigation and search show them.
import type { Typedef } from "../../schema/schema.ts";
import { localName, type ResolvedService, type ServedFunction, wireNames } from "../../schema/service.ts";
import type { Route } from "../route.ts";

/** A method, by the name that clients send. */
export interface Method {
  readonly name: string;
  readonly func: ServedFunction;
}

/** The methods of a service under a prefix. */
export interface MethodGroup {
  readonly service: string;
  readonly methods: readonly Method[];
}

/** The kinds of definitions, in the order in which they are shown. */
export const definitionKinds = ["struct", "union", "exception", "enum", "typedef", "constant"] as const;
export type DefinitionKind = (typeof definitionKinds)[number];

/** Something that can be gone to. */
export interface Entry {
  readonly kind: "method" | DefinitionKind;
  /** As people know it. */
  readonly title: string;
  readonly doc?: string;
  readonly route: Route;
}

/** The methods, each service's together. One that is called with and without a prefix stands there once. */
export function methodGroups(service: ResolvedService): readonly MethodGroup[] {
  const names = new Map<number, string>();
  for (const [name, index] of wireNames(service)) names.set(index, name); // the one with a prefix is the last
  const groups = new Map<string, Method[]>();
  for (const [index, func] of service.functions.entries()) {
    const name = names.get(index);
    if (name === undefined) continue; // another of the same name hides it
    const group = func.prefix ?? func.service ?? service.name;
    const methods = groups.get(group) ?? [];
    groups.set(group, methods);
    methods.push({ name, func });
  }
  return [...groups].map(([name, methods]) => ({ service: name, methods }));
}

/** The method of a name that clients send. */
export function methodOf(service: ResolvedService, name: string): Method | undefined {
  const index = wireNames(service).get(name);
  return index === undefined ? undefined : { name, func: service.functions[index]! };
}

/** The typedefs of the files that a service was read from, by their qualified names. */
export function typedefsOf({ files = [] }: ResolvedService): ReadonlyMap<string, Typedef> {
  return new Map(files.flatMap(({ typedefs }) => typedefs.map((one) => [one.name, one])));
}

/** The qualified names of definitions, by kind and in the order of their names. */
export function definitions(service: ResolvedService): Readonly<Record<DefinitionKind, readonly string[]>> {
  const { schema } = service;
  const structs = (kind: string) =>
    Object.keys(schema.structs).filter((name) => schema.structs[name]!.kind === kind);
  const all = {
    struct: structs("struct"),
    union: structs("union"),
    exception: structs("exception"),
    enum: Object.keys(schema.enums),
    typedef: [...typedefsOf(service).keys()],
    constant: Object.keys(schema.constants),
  };
  for (const names of Object.values(all))
    names.sort((one, other) => localName(one).localeCompare(localName(other)));
  return all;
}

/** All that can be searched. */
export function entriesOf(service: ResolvedService): readonly Entry[] {
  const { schema } = service;
  const methods = methodGroups(service).flatMap((group) =>
    group.methods.map(({ name, func }): Entry => {
      const title = `${group.service}.${func.name}`;
      return { kind: "method", title, doc: func.doc, route: { view: "method", name } };
    }),
  );
  const all = definitions(service);
  const typedefs = typedefsOf(service);
  const others = definitionKinds.flatMap((kind) =>
    all[kind].map((name): Entry => {
      const { doc } =
        schema.structs[name] ?? schema.enums[name] ?? typedefs.get(name) ?? schema.constants[name]!;
      return { kind, title: localName(name), doc, route: { view: "definition", name } };
    }),
  );
  return [...methods, ...others];
}
