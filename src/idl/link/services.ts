// Services: what they inherit, and functions that are there twice or contradict themselves.
import type { Func, Service } from "../../schema/schema.ts";
import { didYouMean } from "../../words/nearest.ts";
import type { FunctionNode, ServiceNode } from "../parse/document.ts";
import { described } from "./described.ts";
import { linkFields, warnOfException } from "./fields.ts";
import { type Linking, report } from "./linking.ts";
import { type Found, find, qualifiedName, reportDuplicate, shortName, visibleNames } from "./names.ts";
import type { Program } from "./program.ts";
import { reportUnknown, resolveType } from "./types.ts";

export function linkService(linking: Linking, program: Program, node: ServiceNode): Service {
  const ancestors = ancestorsOf(linking, program, node);
  const parent = ancestors[0];
  const byName = new Map<string, FunctionNode>();
  const functions: Func[] = [];
  for (const func of node.functions) {
    const first = byName.get(func.name.text);
    if (first !== undefined) reportDuplicate(program.document, linking.messages, func.name, first.name);
    else byName.set(func.name.text, func);
    reportInherited(linking, program, func, ancestors);
    functions.push(linkFunction(linking, program, func));
  }
  return {
    name: qualifiedName(program, node),
    ...(parent && { extends: qualifiedName(parent.program, parent.node) }),
    functions,
    ...described(node),
  };
}

function linkFunction(linking: Linking, program: Program, node: FunctionNode): Func {
  const returns = node.returns && resolveType(linking, program, node.returns);
  if (node.returns !== undefined) warnOfException(linking, program, { type: node.returns });
  if (node.oneway !== undefined) {
    if (node.returns !== undefined) {
      report(
        linking,
        program,
        node.returns,
        `a oneway function has no reply: expected void as the result of ${node.name.text}`,
      );
    }
    if (node.throwsSpan !== undefined && node.throws.length > 0) {
      report(
        linking,
        program,
        node.throwsSpan,
        `a oneway function has no reply: ${node.name.text} cannot throw`,
      );
    }
  }
  return {
    name: node.name.text,
    oneway: node.oneway !== undefined,
    ...(returns && { returns }),
    arguments: linkFields(linking, program, node.arguments, "arguments"),
    throws: linkFields(linking, program, node.throws, "throws"),
    ...described(node),
  };
}

/** The services that one inherits from, the nearest first; an unknown parent or a cycle is reported. */
function ancestorsOf(linking: Linking, program: Program, node: ServiceNode): Found<ServiceNode>[] {
  const ancestors: Found<ServiceNode>[] = [];
  let child: Found<ServiceNode> = { node, program };
  while (child.node.extends !== undefined) {
    const parent: Found<ServiceNode> | undefined = find(child.program, "services", child.node.extends.text);
    if (parent === undefined) {
      if (child.node === node) reportUnknownParent(linking, program, node);
      return ancestors;
    }
    if (parent.node === node) {
      reportCycle(linking, program, node, ancestors);
      return ancestors;
    }
    // A cycle further up, of which this service is no part: reported at one that is.
    if (ancestors.some((ancestor) => ancestor.node === parent.node)) return ancestors;
    ancestors.push(parent);
    child = parent;
  }
  return ancestors;
}

function reportUnknownParent(linking: Linking, program: Program, node: ServiceNode): void {
  const parent = node.extends!;
  const { text } = parent;
  const type = find(program, "types", text);
  if (type !== undefined) {
    report(linking, program, parent, `expected a service, found the ${type.node.kind} ${text}`);
    return;
  }
  reportUnknown(linking, program, parent, text, "service", () =>
    didYouMean(
      text,
      visibleNames(program, "services").filter((name) => name !== node.name.text),
    ),
  );
}

/** Reported once for all the services of a cycle: at the one that stands first in its file. */
function reportCycle(
  linking: Linking,
  program: Program,
  node: ServiceNode,
  ancestors: readonly Found<ServiceNode>[],
) {
  if (ancestors.some((ancestor) => ancestor.node.name.start < node.name.start)) return;
  const names = [node, ...ancestors.map((ancestor) => ancestor.node), node].map(
    (service) => service.name.text,
  );
  report(linking, program, node.extends!, `extends cycle: ${names.join(" -> ")}`);
}

function reportInherited(
  linking: Linking,
  program: Program,
  func: FunctionNode,
  ancestors: readonly Found<ServiceNode>[],
): void {
  for (const { node, program: owner } of ancestors) {
    if (!node.functions.some(({ name }) => name.text === func.name.text)) continue;
    const from = shortName(program, qualifiedName(owner, node));
    report(
      linking,
      program,
      func.name,
      `${func.name.text} is already defined in ${from}, which this service extends`,
    );
    return;
  }
}
