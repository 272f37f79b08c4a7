// Writes TypeScript for .thrift files: a module for each file, which nothing is imported for at run time.
import { IdlLoader, type LoadedFile, type LoadOptions } from "../idl/load.ts";
import type { Schema, Typedef } from "../schema/schema.ts";
import { programName } from "../schema/service.ts";
import { constantDeclaration } from "./constants.ts";
import { quoted, table } from "./data.ts";
import { documentation } from "./documentation.ts";
import { enumDeclarations } from "./enums.ts";
import { exceptionSupport, fieldsSupport } from "./exception_support.ts";
import { exceptionDeclarations, showsFields } from "./exceptions.ts";
import { moduleNames } from "./modules.ts";
import { type Defined, type Ending, nameProgram, Scope } from "./scope.ts";
import { serviceDeclarations } from "./services.ts";
import { structDeclarations } from "./structs.ts";
import { givenType, receivedType } from "./types.ts";

/** A module that was written. */
export interface GeneratedModule {
  /** `calculator.ts` */
  readonly name: string;
  readonly text: string;
}

/** The settings of what is written. */
export interface GenerateOptions extends Pick<LoadOptions, "include" | "onWarning" | "onFile"> {
  /** The module that the library's types are imported from. Default: `thriftserve`. */
  readonly library?: string;
}

/**
 * Writes TypeScript for .thrift files and all that they include.
 *
 * @returns the modules, each file's after those of the files that it includes.
 * @throws {IdlError} with every error found in one of them and its includes.
 */
export function generate(files: readonly string[], options: GenerateOptions = {}): GeneratedModule[] {
  const loader = new IdlLoader(options);
  const programs = new Map<string, Program>();
  for (const each of files) {
    const schema = loader.load(each);
    for (const file of loader.filesOf(schema)) {
      if (!programs.has(file.program)) programs.set(file.program, { file, schema: schemaOf(file, schema) });
    }
  }
  const names = moduleNames([...programs.keys()]);
  const named = new Map(
    [...programs].map(([key, { file, schema }]) => [key, nameProgram(defined(file, schema))]),
  );
  return [...programs].map(([key, program]) => ({
    name: `${names.get(key)}.ts`,
    text: moduleText(program, new Scope(key, named), names, options.library ?? "thriftserve"),
  }));
}

interface Program {
  readonly file: LoadedFile;
  readonly schema: Schema;
}

/** The schema that the file alone would have: the same, whichever file includes it. */
function schemaOf({ program, programs }: LoadedFile, schema: Schema): Schema {
  const within = <Definition>(table: Readonly<Record<string, Definition>>) =>
    Object.fromEntries(Object.entries(table).filter(([key]) => programs.includes(programName(key))));
  const namespaces = Object.entries(schema.namespaces).filter(([key]) => programs.includes(key));
  return {
    program,
    namespaces: Object.fromEntries(namespaces),
    structs: within(schema.structs),
    enums: within(schema.enums),
    constants: within(schema.constants),
    services: within(schema.services),
  };
}

function defined({ program, typedefs }: LoadedFile, schema: Schema): Defined {
  const own = (keys: readonly string[], ...endings: readonly Ending[]) =>
    keys.filter((key) => programName(key) === program).map((key) => ({ key, endings }));
  return {
    types: [
      ...own([...Object.keys(schema.enums), ...Object.keys(schema.structs)], "Init"),
      ...own(
        typedefs.map(({ name }) => name),
        "Init",
      ),
      ...own(Object.keys(schema.services), "Handler", "Client"),
    ],
    constants: own(Object.keys(schema.constants)).map(({ key }) => key),
  };
}

function moduleText(
  { file, schema }: Program,
  scope: Scope,
  names: ReadonlyMap<string, string>,
  library: string,
): string {
  const own = <Definition extends { readonly name: string }>(table: Readonly<Record<string, Definition>>) =>
    Object.values(table).filter(({ name }) => programName(name) === file.program);
  const services = own(schema.services);
  const structs = own(schema.structs);
  const exceptions = structs.filter(({ kind }) => kind === "exception");
  const parts = [
    ...own(schema.enums).map((each) => enumDeclarations(each, scope)),
    ...file.typedefs.map((each) => typedefDeclarations(each, scope)),
    ...structs.map((each) =>
      each.kind === "exception" ? exceptionDeclarations(each, scope) : structDeclarations(each, scope),
    ),
    ...own(schema.constants).map((each) => constantDeclaration(each, schema, scope)),
    ...(services.length > 0 ? [schemaConstant(schema)] : []),
    ...services.map((each) => serviceDeclarations(each, schema, scope)),
    ...(exceptions.length > 0 ? [exceptionSupport] : []),
    ...(exceptions.some(showsFields) ? [fieldsSupport] : []),
  ];
  const hasFunctions = services.some(({ functions }) => functions.length > 0);
  const used = [...(hasFunctions ? ["CallContext"] : []), "TypedService"];
  const imports = [
    ...(services.length > 0 ? [`import type { ${used.join(", ")} } from ${quoted(library)};\n`] : []),
    ...[...scope.imports].map(
      ([program, alias]) => `import type * as ${alias} from ${quoted(`./${names.get(program)}.ts`)};\n`,
    ),
  ];
  // Nothing else makes a module of what declares nothing.
  const text = [imports.join(""), ...(parts.length > 0 ? parts : ["export {};\n"])].filter(
    (part) => part !== "",
  );
  return `${opening} from ${file.name}. Changes are lost when it is run again.\n${text.join("\n")}`;
}

/** The beginning of every module that was written here: what begins otherwise is not to be written over. */
export const opening = "// Written by thriftserve gen";

function typedefDeclarations({ name, type, doc }: Typedef, scope: Scope): string {
  return `${documentation(doc)}export type ${scope.type(name)} = ${receivedType(type, scope)};

${documentation(`What is taken for a {@link ${scope.type(name)}}.`)}export type ${scope.derived(name, "Init")} = ${givenType(type, scope)};
`;
}

/** The whole schema as the server and the client need it, a line for each definition. */
function schemaConstant({ program, namespaces, structs, enums, constants, services }: Schema): string {
  const tables = { namespaces, structs, enums, constants, services };
  const lines = Object.entries(tables).map(([name, entries]) => `  ${name}: ${table(entries, "  ")},\n`);
  return `const $schema: TypedService["schema"] = {\n  program: ${quoted(program)},\n${lines.join("")}};\n`;
}
