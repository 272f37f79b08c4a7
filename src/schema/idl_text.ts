// Writes a schema as .thrift files: an IDL of the same meaning, whatever the schema was made from. What typedefs and
// constants stood for stands in their places.
import type { Annotations, Constant, Enum, Field, Func, Schema, Service, Struct } from "./schema.ts";
import { localName, programName } from "./service.ts";
import { typeText } from "./type_text.ts";
import { stringText, valueText } from "./value_text.ts";

/** The text of .thrift files. */
export interface IdlFiles {
  /** By name, `calculator.thrift`; their include statements have the same names. */
  readonly files: Readonly<Record<string, string>>;
  /** The file that defines what has a qualified name of this program, `orders/common`. */
  fileOf(program: string): string;
}

/** Writes a file for each program of a schema. */
export function idlText(schema: Schema): IdlFiles {
  const definitions = [schema.structs, schema.enums, schema.constants, schema.services].flatMap(Object.keys);
  const names = fileNames(new Set([schema.program, ...definitions.map(programName)]));
  const files = Object.fromEntries(
    [...names].map(([program, name]) => [`${name}.thrift`, programText(schema, program, names)]),
  );
  return { files, fileOf: (program) => `${names.get(program) ?? program}.thrift` };
}

/** A name for each program's file, without its ending: others are qualified by it, so that it has no folder and is the only one. */
function fileNames(programs: ReadonlySet<string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const program of programs) {
    const base = program.slice(program.lastIndexOf("/") + 1).replace(/~\d+$/, "");
    let name = base;
    for (let number = 2; [...names.values()].includes(name); number++) name = `${base}_${number}`;
    names.set(program, name);
  }
  return names;
}

function programText(schema: Schema, program: string, names: ReadonlyMap<string, string>): string {
  const included = new Set<string>();
  const nameOf = (qualified: string): string => {
    const other = programName(qualified);
    if (other === program) return localName(qualified);
    included.add(names.get(other)!);
    return `${names.get(other)}.${localName(qualified)}`;
  };
  const own = <Definition>(table: Readonly<Record<string, Definition>>) =>
    Object.entries(table)
      .filter(([key]) => programName(key) === program)
      .map(([key, definition]): [string, Definition] => [localName(key), definition]);
  const parts = [
    ...own(schema.enums).map(([name, one]) => enumText(name, one)),
    ...own(schema.structs).map(([name, one]) => structText(name, one, nameOf)),
    ...own(schema.constants).map(([name, one]) => constantText(name, one, nameOf)),
    ...own(schema.services).map(([name, one]) => serviceText(name, one, nameOf)),
  ];
  const namespaces = Object.entries(schema.namespaces[program] ?? {});
  const head = [
    ...[...included].sort().map((name) => `include "${name}.thrift"\n`),
    ...namespaces.map(([scope, name]) => `namespace ${scope} ${name}\n`),
  ].join("");
  return [...(head === "" ? [] : [head]), ...parts].join("\n");
}

type NameOf = (qualified: string) => string;

function enumText(name: string, { doc, annotations, values }: Enum): string {
  const members = values.map(
    (one) => `${docText(one.doc, "  ")}  ${one.name} = ${one.value}${annotationText(one.annotations)}\n`,
  );
  return `${docText(doc)}enum ${name} {\n${members.join("")}}${annotationText(annotations)}\n`;
}

function structText(name: string, { doc, annotations, kind, fields }: Struct, nameOf: NameOf): string {
  const members = fields.map((one) => `${docText(one.doc, "  ")}  ${fieldText(one, nameOf)}\n`);
  return `${docText(doc)}${kind} ${name} {\n${members.join("")}}${annotationText(annotations)}\n`;
}

function constantText(name: string, { doc, type, value }: Constant, nameOf: NameOf): string {
  return `${docText(doc)}const ${typeText(type, nameOf)} ${name} = ${valueText(value)}\n`;
}

function serviceText(name: string, service: Service, nameOf: NameOf): string {
  const { doc, annotations, functions } = service;
  const parent = service.extends === undefined ? "" : ` extends ${nameOf(service.extends)}`;
  const members = functions.map((one) => `${docText(one.doc, "  ")}  ${functionText(one, nameOf)}\n`);
  return `${docText(doc)}service ${name}${parent} {\n${members.join("")}}${annotationText(annotations)}\n`;
}

function functionText(func: Func, nameOf: NameOf): string {
  const { name, oneway, returns, arguments: takes, throws, annotations } = func;
  const list = (fields: readonly Field[]) => fields.map((one) => fieldText(one, nameOf)).join(", ");
  const thrown = throws.length === 0 ? "" : ` throws (${list(throws)})`;
  const type = typeText(returns, nameOf);
  return `${oneway ? "oneway " : ""}${type} ${name}(${list(takes)})${thrown}${annotationText(annotations)}`;
}

/** An id below 1 is left out: the reader of the IDL gives the same again. */
function fieldText(field: Field, nameOf: NameOf): string {
  const { id, name, type, requiredness, default: value, annotations } = field;
  const word = requiredness === "default" ? "" : `${requiredness} `;
  const given = value === undefined ? "" : ` = ${valueText(value)}`;
  return `${id > 0 ? `${id}: ` : ""}${word}${typeText(type, nameOf)} ${name}${given}${annotationText(annotations)}`;
}

function annotationText(annotations: Annotations | undefined): string {
  if (annotations === undefined) return "";
  return ` (${Object.entries(annotations)
    .map(([key, value]) => `${key} = ${stringText(value)}`)
    .join(", ")})`;
}

function docText(doc: string | undefined, indentation = ""): string {
  if (doc === undefined) return "";
  const lines = doc.split("\n");
  if (lines.length === 1) return `${indentation}/** ${doc} */\n`;
  const starred = lines.map((line) => `${indentation} *${line === "" ? "" : ` ${line}`}\n`);
  return `${indentation}/**\n${starred.join("")}${indentation} */\n`;
}
