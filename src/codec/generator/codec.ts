// A service's readers and writers in one protocol, as the text of a program.

import type { ProtocolName } from "../../protocol/names.ts";
import type { Enum, Field } from "../../schema/schema.ts";
import { localName, type ResolvedService, wireNames } from "../../schema/service.ts";
import { exceptionFields } from "../application_exception.ts";
import type { CodecOptions } from "../codec.ts";
import { property, quote } from "../source_text.ts";
import { binaryEmitter } from "./binary.ts";
import { compactEmitter } from "./compact.ts";
import type { Emitter } from "./emitter.ts";
import { findFunction } from "./find_function.ts";
import { generateFunction } from "./function.ts";
import { type ReaderContext, readInAnyOrder, readInOrder } from "./read.ts";
import { structReader, usedTypes } from "./structs.ts";
import { structWriter, type WriterContext } from "./write.ts";

/** The protocols whose readers and writers are generated. */
export type GeneratedProtocol = Exclude<ProtocolName, "json">;

const emitters: Readonly<Record<GeneratedProtocol, Emitter>> = {
  binary: binaryEmitter,
  compact: compactEmitter,
};

/**
 * Generates the source text of a service's codec: a function's body that needs only the run-time library
 * as `runtime` and returns a {@link ServiceCodec}. It holds everything of the schema that is needed, so
 * that a process which compiles it needs neither the schema nor the .thrift files.
 */
export function generateCodec(
  service: ResolvedService,
  protocol: GeneratedProtocol,
  options: CodecOptions = {},
): string {
  const emitter = emitters[protocol];
  const { structs, enums } = usedTypes(service);
  const numbers = new Map(structs.map((struct, index) => [struct.name, index]));
  const enumNumbers = new Map(enums.map(({ name }, index) => [name, index]));
  const readers: ReaderContext = { emitter, service, reader: (name) => `read${numbers.get(name)}` };
  const writers: WriterContext = {
    emitter,
    schema: service.schema,
    writer: (name) => `write${numbers.get(name)}`,
    numberOf: (name) => numbers.get(name)!,
    enumeration: (name) => `enum${enumNumbers.get(name)}`,
  };
  return `"use strict";
const { ${runtimeNames.join(", ")} } = runtime;
${enums.map((one, index) => `const enum${index} = ${enumMembers(one)};`).join("\n")}
const names = [${service.functions.map((func) => quote(func.name)).join(", ")}];
${structs.map((struct) => structReader(struct, readers)).join("\n")}
${structs.map((struct) => structWriter(struct, writers)).join("\n")}
${findFunction(wireNames(service))}
${service.functions.map((func, index) => generateFunction(func, index, service, readers, writers, options)).join("\n")}
${options.serverOnly ? "let readApplicationException;" : readApplicationException(readers)}
function readMessageBegin(input, head) {
  const b = input.bytes, end = input.end;
  let p = input.position;
  ${emitter.readMessageBegin()}
  const index = findFunction(b, at, n);
  head.index = index;
  head.name = index < 0 ? readText(b, at, n, "the function's name") : names[index];
}
return {
  protocol: ${quote(protocol)},
  functions: [${service.functions.map((_, index) => `function${index}`).join(", ")}],
  readMessageBegin, readApplicationException,
};`;
}

/** An {@link EnumMembers}. */
function enumMembers({ name, values }: Enum): string {
  const members = values.map((member) => property(member.name, String(member.value)));
  return `{ name: ${quote(localName(name))}, members: () => ({ ${members.join(", ")} }), known: undefined }`;
}

/** The names that the generated text takes from its run-time library; see library.ts. */
const runtimeNames = [
  "truncated",
  "tooDeep",
  "badLength",
  "badVersion",
  "badElements",
  "missingField",
  "inArgument",
  "readText",
  "putText",
  "textRoom",
  "putCountedText",
  "readBytes",
  "putBytes",
  "readUuid",
  "putUuid",
  "readVarint",
  "readZigzag64",
  "putVarint",
  "putZigzag64",
  "skipBinary",
  "skipCompact",
  "misfit",
  "prefixPath",
  "asValueError",
  "notOneField",
  "lookAt",
  "refuseContainer",
  "tooDeepToWrite",
  "toInteger",
  "toEnum",
  "toI64",
  "toBytes",
  "toUuid",
  "toArray",
  "toMap",
  "keyPath",
  "sizeOf",
  "changedMeanwhile",
  "givenFields",
] as const;

function readApplicationException(readers: ReaderContext): string {
  const list = {
    name: "readException",
    fields: exceptionFields,
    nameOf: (field: Field) => `TApplicationException.${field.name}`,
    usesView: false,
    prefixErrors: false,
    mayBeAbsent: () => true,
    result: ([message, type]: readonly string[]) =>
      `return { message: ${message} ?? "", type: ${type} ?? 0 };`,
  };
  return `${readInAnyOrder(list, readers, "readExceptionRest")}
function readApplicationException(input) {
  const d = 1;
  ${readInOrder(list, readers, "readExceptionRest", "return REST;")}
}`;
}
