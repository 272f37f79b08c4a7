// Finds where in the files a changed definition stands.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Change } from "../../../compatibility/change.ts";
import type { DefinitionNode, Document, NameNode } from "../../../idl/parse/document.ts";
import { parse } from "../../../idl/parse/parse.ts";
import { diagnose } from "../../../idl/source.ts";
import { localName, programName } from "../../../schema/service.ts";
import type { Diagnostic } from "../../../words/diagnostics.ts";
import { displayPath } from "../../../words/paths.ts";

/**
 * Makes a finder of places.
 * @param paths of the files that were read, the main one first; a handler has no places in it.
 * @returns what gives a change its place; the file alone when what has changed is not in it any more.
 */
export function placesIn(paths: readonly string[]): (change: Change) => Diagnostic {
  const documents = paths
    .filter((path) => path.endsWith(".thrift"))
    .map((path) => parse(readFileSync(path, "utf8"), displayPath(path)));
  return ({ definition, member, message }) => {
    const program = programName(definition);
    const name = localName(definition);
    const ofProgram = documents.filter(({ source }) => nameOf(source.file) === nameOf(program));
    for (const document of [...ofProgram, ...documents]) {
      const node = document.definitions.find((one) => one.name.text === name);
      if (node !== undefined)
        return diagnose(document.source, (member && memberOf(node, member)) || node.name, message);
    }
    return { file: displayPath(paths[0] ?? ""), line: 0, column: 0, message, sourceLine: "" };
  };
}

function nameOf(file: Document["source"]["file"]): string {
  return basename(file).replace(/\.thrift$|~\d+$/, "");
}

function memberOf(node: DefinitionNode, member: string): NameNode | undefined {
  const named = ({ name }: { readonly name: NameNode }) => name.text === member;
  if ("fields" in node) return node.fields.find(named)?.name;
  if ("members" in node) return node.members.find(named)?.name;
  return "functions" in node ? node.functions.find(named)?.name : undefined;
}
