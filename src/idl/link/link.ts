// Programs to a schema: every definition is linked and checked, so that all errors are found in one go.
import type { Constant, Enum, Schema, Service, Struct, Typedef } from "../../schema/schema.ts";
import type { Messages } from "../messages.ts";
import type { DefinitionNode } from "../parse/document.ts";
import { evaluateConst } from "./constants.ts";
import { described } from "./described.ts";
import { assignValues, linkEnum } from "./enums.ts";
import { linkFields } from "./fields.ts";
import type { Linking } from "./linking.ts";
import { qualifiedName } from "./names.ts";
import { type Program, withIncluded } from "./program.ts";
import { linkService } from "./services.ts";
import { resolveTypedef } from "./types.ts";

/** The definitions of a program, each by its qualified name. */
interface Tables {
  readonly structs: [string, Struct][];
  readonly enums: [string, Enum][];
  readonly constants: [string, Constant][];
  readonly services: [string, Service][];
}

/** Links programs to schemas, each program once, whichever files include it. */
export class Linker {
  readonly #linking: Linking;
  readonly #linked = new Map<Program, Tables>();

  constructor(messages: Messages, allowNegativeFieldIds: boolean) {
    this.#linking = {
      programs: [],
      messages,
      allowNegativeFieldIds,
      structs: new Map(),
      enums: new Map(),
      types: new Map(),
      typedefs: new Map(),
      constants: new Map(),
      pending: [],
      missed: new Set(),
    };
  }

  /**
   * Makes a schema of a program and those that it includes.
   *
   * @returns a schema to be used only if the messages hold no errors.
   */
  link(program: Program): Schema {
    const programs = withIncluded(program);
    const fresh = programs.filter((other) => !this.#linked.has(other));
    this.#linking.programs.push(...fresh);
    for (const other of fresh) registerTypes(this.#linking, other);
    for (const other of fresh) this.#linked.set(other, linkProgram(this.#linking, other));
    const tables = programs.map((other) => this.#linked.get(other)!);
    return {
      program: program.key,
      // Unlike an assignment, fromEntries makes "__proto__" a key like any other.
      namespaces: Object.fromEntries(programs.map((other) => [other.key, namespacesOf(other)])),
      structs: Object.fromEntries(tables.flatMap(({ structs }) => structs)),
      enums: Object.fromEntries(tables.flatMap(({ enums }) => enums)),
      constants: Object.fromEntries(tables.flatMap(({ constants }) => constants)),
      services: Object.fromEntries(tables.flatMap(({ services }) => services)),
    };
  }

  /** The typedefs of a program that was linked without errors, in their order: a schema has none. */
  typedefs(program: Program): Typedef[] {
    return program.document.definitions.flatMap((node) => {
      const type = node.kind === "typedef" ? resolveTypedef(this.#linking, program, node) : undefined;
      return type === undefined ? [] : [{ name: qualifiedName(program, node), type, ...described(node) }];
    });
  }
}

function registerTypes(linking: Linking, program: Program): void {
  for (const node of program.names.types.values()) {
    const key = qualifiedName(program, node);
    if (node.kind === "enum") {
      linking.enums.set(key, { node, program, members: assignValues(linking, program, node) });
    } else if (node.kind !== "typedef") {
      linking.structs.set(key, { node, program });
    }
  }
}

function linkProgram(linking: Linking, program: Program): Tables {
  const tables: Tables = { structs: [], enums: [], constants: [], services: [] };
  for (const node of program.document.definitions) linkDefinition(linking, program, node, tables);
  return tables;
}

/** A definition whose name is taken is checked like any other; its errors are worth knowing too. */
function linkDefinition(linking: Linking, program: Program, node: DefinitionNode, tables: Tables): void {
  const name = qualifiedName(program, node);
  switch (node.kind) {
    case "typedef":
      resolveTypedef(linking, program, node);
      break;
    case "enum": {
      const members = linking.enums.get(name)?.members ?? assignValues(linking, program, node);
      tables.enums.push([name, linkEnum(name, node, members)]);
      break;
    }
    case "const": {
      const constant = evaluateConst(linking, program, node);
      if (constant !== undefined) tables.constants.push([name, { name, ...constant, ...described(node) }]);
      break;
    }
    case "service":
      tables.services.push([name, linkService(linking, program, node)]);
      break;
    default: {
      const fields = linkFields(linking, program, node.fields, node.kind);
      tables.structs.push([name, { kind: node.kind, name, fields, ...described(node) }]);
    }
  }
}

function namespacesOf({ document }: Program): Record<string, string> {
  return Object.fromEntries(document.namespaces.map(({ scope, name }) => [scope, name]));
}
