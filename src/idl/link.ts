// Programs to a schema: every definition is linked and checked, so that all errors are found in one go.
import type { Constant, Enum, Schema, Service, Struct } from "../schema/schema.ts";
import { evaluateConst } from "./constants.ts";
import { described } from "./described.ts";
import type { DefinitionNode } from "./document.ts";
import { assignValues, linkEnum } from "./enums.ts";
import { linkFields } from "./fields.ts";
import type { Linking } from "./linking.ts";
import type { Messages } from "./messages.ts";
import type { Program } from "./programs.ts";
import { linkService } from "./services.ts";
import { resolveTypedef } from "./types.ts";

interface Tables {
  readonly structs: [string, Struct][];
  readonly enums: [string, Enum][];
  readonly constants: [string, Constant][];
  readonly services: [string, Service][];
}

/**
 * Links programs, included ones first, into the schema of the last.
 *
 * @returns a schema to be used only if `messages` holds no errors.
 */
export function link(
  programs: readonly Program[],
  messages: Messages,
  allowNegativeFieldIds: boolean,
): Schema {
  const linking: Linking = {
    programs,
    messages,
    allowNegativeFieldIds,
    structs: new Map(),
    enums: new Map(),
    types: new Map(),
    typedefs: new Map(),
    constants: new Map(),
    pending: [],
  };
  for (const program of programs) registerTypes(linking, program);
  const tables: Tables = { structs: [], enums: [], constants: [], services: [] };
  for (const program of programs) {
    for (const node of program.document.definitions) linkDefinition(linking, program, node, tables);
  }
  return {
    program: programs.at(-1)?.name ?? "",
    // Unlike an assignment, fromEntries makes "__proto__" a key like any other.
    namespaces: Object.fromEntries(programs.map((program) => [program.name, namespacesOf(program)])),
    structs: Object.fromEntries(tables.structs),
    enums: Object.fromEntries(tables.enums),
    constants: Object.fromEntries(tables.constants),
    services: Object.fromEntries(tables.services),
  };
}

function registerTypes(linking: Linking, program: Program): void {
  for (const [name, node] of program.names.types) {
    const key = `${program.name}.${name}`;
    if (node.kind === "enum") {
      linking.enums.set(key, { node, program, members: assignValues(linking, program, node) });
    } else if (node.kind !== "typedef") {
      linking.structs.set(key, { node, program });
    }
  }
}

/** A definition whose name is taken is checked like any other; its errors are worth knowing too. */
function linkDefinition(linking: Linking, program: Program, node: DefinitionNode, tables: Tables): void {
  const name = `${program.name}.${node.name.text}`;
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
