// Fields of structs, arguments and throws clauses: their ids assigned and unique, their types and defaults checked.
import type { Field, Requiredness } from "../../schema/schema.ts";
import type { FieldNode, StructNode } from "../parse/document.ts";
import type { Span } from "../source.ts";
import { evaluate } from "./constants.ts";
import { described } from "./described.ts";
import { type Linking, report, warn } from "./linking.ts";
import { reportDuplicate, shortName } from "./names.ts";
import type { Program } from "./program.ts";
import { resolveType } from "./types.ts";

export type FieldOwner = StructNode["kind"] | "arguments" | "throws";

const leastId = -32768;
const greatestId = 32767;

/** Links a list of fields; what is wrong is reported, and a field that is wrong may be missing. */
export function linkFields(
  linking: Linking,
  program: Program,
  nodes: readonly FieldNode[],
  owner: FieldOwner,
): Field[] {
  const ids = assignIds(linking, program, nodes);
  const byId = new Map<number, FieldNode>();
  const byName = new Map<string, FieldNode>();
  const fields: Field[] = [];
  let withDefault: FieldNode | undefined;
  for (const [index, node] of nodes.entries()) {
    const id = ids[index]!;
    const sameName = byName.get(node.name.text);
    const sameId = byId.get(id);
    if (sameName !== undefined) {
      reportDuplicate(program.document, linking.messages, node.name, sameName.name);
    } else if (sameId !== undefined) {
      report(linking, program, node.id ?? node.name, `the id ${id} is already used by ${sameId.name.text}`);
    }
    if (sameName === undefined) byName.set(node.name.text, node);
    if (sameId === undefined) byId.set(id, node);
    if (owner === "union" && node.default !== undefined) {
      if (withDefault !== undefined) {
        const message = `expected one default value in a union, found a second: ${withDefault.name.text} has the first`;
        report(linking, program, node.default, message);
      }
      withDefault ??= node;
    }
    const field = linkField(linking, program, node, id, owner);
    if (field !== undefined) fields.push(field);
  }
  return fields;
}

function linkField(
  linking: Linking,
  program: Program,
  node: FieldNode,
  id: number,
  owner: FieldOwner,
): Field | undefined {
  const type = resolveType(linking, program, node.type);
  if (type === undefined) return undefined;
  if (owner === "throws") checkThrown(linking, program, node);
  else warnOfException(linking, program, node);
  const value = node.default && evaluate(linking, program, node.default, type);
  return {
    id,
    name: node.name.text,
    type,
    requiredness: requirednessOf(linking, program, node, owner),
    ...(value && { default: value }),
    ...described(node),
  };
}

/**
 * Fields without an id get -1, -2 and so on; so do, as in Apache's compiler, those whose id is not positive,
 * unless negative ids are allowed.
 */
function assignIds(linking: Linking, program: Program, nodes: readonly FieldNode[]): number[] {
  let next = -1;
  return nodes.map(({ id, name }) => {
    if (id !== undefined && (id.value < leastId || id.value > greatestId)) {
      report(linking, program, id, `the id ${id.value} is out of range: expected 1 to ${greatestId}`);
      return id.value;
    }
    if (id !== undefined && id.value > 0) return id.value;
    if (id !== undefined && linking.allowNegativeFieldIds) {
      next = id.value - 1;
      return id.value;
    }
    const assigned = next--;
    if (assigned < leastId)
      report(linking, program, name, `no id is left for ${name.text}: expected one to be given`);
    if (id === undefined) {
      warn(
        linking,
        program,
        name,
        `${name.text} has no id and gets ${assigned}, which depends on the order of the fields`,
      );
    } else if (id.value !== assigned) {
      warn(linking, program, id, `ids are positive: ${name.text} gets ${assigned} instead of ${id.value}`);
    }
    return assigned;
  });
}

/**
 * The requiredness that counts, whatever the word says: arguments and thrown exceptions have none, a union's fields are
 * optional.
 */
function requirednessOf(
  linking: Linking,
  program: Program,
  node: FieldNode,
  owner: FieldOwner,
): Requiredness {
  const { requiredness, name } = node;
  if (owner === "union") {
    if (requiredness === "required") {
      warn(linking, program, name, "fields of a union are optional: required is ignored");
    }
    return "optional";
  }
  if (owner === "throws" && requiredness !== "default") {
    warn(linking, program, name, `${requiredness} is ignored in a throws clause`);
    return "default";
  }
  if (owner === "arguments" && requiredness === "optional") {
    warn(linking, program, name, "optional is ignored for an argument");
    return "default";
  }
  return requiredness;
}

function checkThrown(linking: Linking, program: Program, { type }: FieldNode): void {
  const resolved = resolveType(linking, program, type);
  if (resolved === undefined) return;
  const kind = resolved.kind === "struct" ? linking.structs.get(resolved.name)?.node.kind : resolved.kind;
  if (kind === "exception" || kind === undefined) return;
  const written = "name" in resolved ? `${kind} ${shortName(program, resolved.name)}` : kind;
  report(linking, program, type, `expected an exception, found ${written}`);
}

/** Apache's compiler refuses exceptions as values since 0.20; those before did not, and on the wire nothing differs. */
export function warnOfException(
  linking: Linking,
  program: Program,
  { type }: { readonly type: Span & FieldNode["type"] },
): void {
  const resolved = resolveType(linking, program, type);
  if (resolved?.kind !== "struct" || linking.structs.get(resolved.name)?.node.kind !== "exception") return;
  const name = shortName(program, resolved.name);
  warn(
    linking,
    program,
    type,
    `exception ${name} is used as a value, which newer compilers refuse: use a struct`,
  );
}
