// One function of a service: its call and its replies, for the server's side and the client's.
import { messageType } from "../../protocol/message.ts";
import { unlimited } from "../../protocol/output.ts";
import type { Field, Func } from "../../schema/schema.ts";
import type { ResolvedService, ServedFunction } from "../../schema/service.ts";
import type { CodecOptions } from "../codec.ts";
import { property, quote } from "../source_text.ts";
import { join, type Part } from "./parts.ts";
import { type FieldList, type ReaderContext, readInAnyOrder, readInOrder } from "./read.ts";
import { openOutput, type WriterContext, writeFields } from "./write.ts";

/** The generated object `function<index>`: a FunctionCodec. */
export function generateFunction(
  func: ServedFunction,
  index: number,
  service: ResolvedService,
  readers: ReaderContext,
  writers: WriterContext,
  options: CodecOptions,
): string {
  const place = `${func.service ?? service.name}.${func.name}`;
  const client = options.serverOnly
    ? undefined
    : generateClientSide(func, index, place, readers, writers, options);
  return `${readInAnyOrder(argumentList(func, place), readers, `arguments${index}`)}
${client?.functions ?? ""}
const function${index} = {
  ${property("name", quote(func.name))}, oneway: ${func.oneway},
  invoke(input, method, self, call) {
    ${invoke(func, index, place, readers)}
  },
  writeReply(output, seqid, result, strict) {
    ${writeReply(func, place, writers)}
  },
  writeException(output, seqid, index, exception, strict) {
    ${writeException(func, place, writers)}
  },
  ${client?.methods ?? ""}
};`;
}

/** The text that calls the function and reads its reply. */
function generateClientSide(
  func: Func,
  index: number,
  place: string,
  readers: ReaderContext,
  writers: WriterContext,
  options: CodecOptions,
): { readonly functions: string; readonly methods: string } {
  return {
    functions: readInAnyOrder(replyList(func, place), readers, `reply${index}`),
    methods: `writeCall(output, seqid, args, strict) {
    ${writeCall(func, place, writers, options)}
  },
  readReply(input) {
    const d = 1;
    ${readInOrder(replyList(func, place), readers, `reply${index}`, "return REST;")}
  },`,
  };
}

/** The handler is called with the arguments themselves: there is no array of them on the way. */
function invoke(func: Func, index: number, place: string, readers: ReaderContext): string {
  const list: FieldList = {
    ...argumentList(func, place),
    result: (locals) => `return method.call(${["self", ...locals, "call"].join(", ")});`,
  };
  const values = func.arguments.map((_, argument) => `a[${argument}]`);
  const afterRest = `const a = REST; return method.call(${["self", ...values, "call"].join(", ")});`;
  return `const d = 1; ${readInOrder(list, readers, `arguments${index}`, afterRest)}`;
}

function argumentList(func: Func, place: string): FieldList {
  return {
    name: func.name,
    fields: func.arguments,
    nameOf: (field) => `${place} argument ${field.name}`,
    usesView: false,
    prefixErrors: true,
    mayBeAbsent: (field) => field.requiredness === "optional",
    result: (locals) => `return [${locals.join(", ")}];`,
  };
}

/** Field 0 is the result, the others are the declared exceptions; one of them at most is there. */
function replyFields(func: Func): Field[] {
  const result: Field[] =
    func.returns === undefined
      ? []
      : [{ id: 0, name: "result", type: func.returns, requiredness: "optional" }];
  const exceptions = func.throws.map(
    ({ id, name, type }): Field => ({ id, name, type, requiredness: "optional" }),
  );
  return [...result, ...exceptions];
}

function replyList(func: Func, place: string): FieldList {
  const isVoid = func.returns === undefined;
  return {
    name: func.name,
    fields: replyFields(func),
    nameOf: (field) => `${place} ${partOf(field)}`,
    usesView: false,
    prefixErrors: true,
    mayBeAbsent: () => true,
    result(locals) {
      const exceptions = isVoid ? locals : locals.slice(1);
      return [
        isVoid ? "" : `if (${locals[0]} !== undefined) return { result: ${locals[0]} };`,
        ...exceptions.map(
          (local, at) => `if (${local} !== undefined) return { exception: ${local}, index: ${at} };`,
        ),
        isVoid ? "return { result: undefined };" : `throw missingField(${quote(`${place} result`)});`,
      ].join("\n");
    },
  };
}

const partOf = (field: Field): string => (field.id === 0 ? "result" : `exception ${field.name}`);

function writeReply(func: Func, place: string, writers: WriterContext): string {
  const fields = replyFields(func)
    .slice(0, func.returns === undefined ? 0 : 1)
    .map((field): Field => ({ ...field, requiredness: "required" }));
  const body = writeFields(
    fields,
    () => "result",
    () => " result",
    writers,
  );
  const begin = writers.emitter.writeMessageBegin(func.name, messageType.reply);
  return writeMessage([...begin, ...body], place, "result");
}

function writeException(func: Func, place: string, writers: WriterContext): string {
  const cases = func.throws.map((field, index) => {
    const body = writeFields(
      [{ id: field.id, name: field.name, type: field.type, requiredness: "required" }],
      () => "exception",
      () => ` exception ${field.name}`,
      writers,
    );
    const begin = writers.emitter.writeMessageBegin(func.name, messageType.reply);
    return `case ${index}: { ${writeMessage([...begin, ...body], place, `exception ${field.name}`)} return; }`;
  });
  return `switch (index) { ${cases.join("\n")} }
    throw new RangeError(${quote(`${place} declares no exception `)} + index);`;
}

function writeCall(func: Func, place: string, writers: WriterContext, options: CodecOptions): string {
  const body = writeFields(
    func.arguments,
    (field) => `args[${func.arguments.indexOf(field)}]`,
    (field) => ` argument ${field.name}`,
    writers,
  );
  const type = func.oneway ? messageType.oneway : messageType.call;
  const begin = writers.emitter.writeMessageBegin(`${options.prefix ?? ""}${func.name}`, type);
  return writeMessage([...begin, ...body], place, "arguments");
}

function writeMessage(parts: readonly Part[], place: string, what: string): string {
  return `const d = 1;
    ${openOutput}
    output.start = p;
    output.place = ${quote(`${place} ${what}`)};
    try {
      ${join(parts)}
      if (p - output.start > output.maxSize) output.check(p);
    } catch (e) { output.start = ${unlimited}; throw asValueError(e, ${quote(place)}); }
    output.start = ${unlimited};
    output.position = p;`;
}
