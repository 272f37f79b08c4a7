// One function of a service in the JSON protocol: its call and its replies, for the server's side and the client's.

import type { Input } from "../../protocol/input.ts";
import { messageType } from "../../protocol/message.ts";
import { missingField } from "../../protocol/read_errors.ts";
import type { Field, Func } from "../../schema/schema.ts";
import type { ResolvedService, ServedFunction } from "../../schema/service.ts";
import type { CodecOptions, FunctionCodec, Reply } from "../codec.ts";
import { readMessageEnd, writeMessage } from "./message.ts";
import { fieldListReader } from "./read.ts";
import type { ReaderContext } from "./read_value.ts";
import { fieldListWriter, type WriteFieldList } from "./write.ts";
import type { WriterContext } from "./write_value.ts";

/** Makes the reads and writes of a function. */
export function jsonFunction(
  func: ServedFunction,
  service: ResolvedService,
  readers: ReaderContext,
  writers: WriterContext,
  options: CodecOptions,
): FunctionCodec {
  const { name, oneway } = func;
  const place = `${func.service ?? service.name}.${name}`;
  const readArguments = fieldListReader(
    { fields: func.arguments, nameOf: (field) => `${place} argument ${field.name}`, prefixErrors: true },
    readers,
  );
  const writeArguments = fieldListWriter(
    func.arguments.map((field, index) => ({
      field,
      path: ` argument ${field.name}`,
      get: (args) => (args as readonly unknown[])[index],
    })),
    writers,
  );
  const result = resultField(func);
  const writeResult = onlyField(result, " result", writers);
  const exceptions = func.throws.map((field) => onlyField(field, ` exception ${field.name}`, writers));
  const called = {
    name: `${options.prefix ?? ""}${name}`,
    type: oneway ? messageType.oneway : messageType.call,
  };
  const reply = { name, type: messageType.reply };
  return {
    name,
    oneway,
    invoke(input, method, self, call) {
      const args = readArguments(input, 1);
      readMessageEnd(input);
      return Reflect.apply(method, self, [...args, call]);
    },
    writeReply(output, seqid, value) {
      output.place = `${place} result`;
      writeMessage(output, { ...reply, seqid }, writeResult, value, place);
    },
    writeException(output, seqid, index, exception) {
      const write = exceptions[index];
      if (write === undefined) throw new RangeError(`${place} declares no exception ${index}`);
      output.place = `${place} exception ${func.throws[index]!.name}`;
      writeMessage(output, { ...reply, seqid }, write, exception, place);
    },
    writeCall(output, seqid, args) {
      output.place = `${place} arguments`;
      writeMessage(output, { ...called, seqid }, writeArguments, args, place);
    },
    readReply: replyReader(func, result, place, readers),
  };
}

/** Field 0 of a reply is the result; void has none. */
function resultField(func: Func): Field | undefined {
  return func.returns && { id: 0, name: "result", type: func.returns, requiredness: "optional" };
}

/** The writer of a reply's struct with one field, which must have a value; void has no field at all. */
function onlyField(field: Field | undefined, path: string, writers: WriterContext): WriteFieldList {
  if (field === undefined) return fieldListWriter([], writers);
  const { id, name, type } = field;
  const required: Field = { id, name, type, requiredness: "required" };
  return fieldListWriter([{ field: required, path, get: (value) => value }], writers);
}

/** The fields behind the result are the declared exceptions; one of all of them at most is there. */
function replyReader(
  func: Func,
  result: Field | undefined,
  place: string,
  readers: ReaderContext,
): (input: Input) => Reply {
  const exceptions = func.throws.map(
    ({ id, name, type }): Field => ({ id, name, type, requiredness: "optional" }),
  );
  const fields = result === undefined ? exceptions : [result, ...exceptions];
  const nameOf = (field: Field): string =>
    `${place} ${field === result ? "result" : `exception ${field.name}`}`;
  const read = fieldListReader({ fields, nameOf, prefixErrors: true }, readers);
  const first = fields.length - exceptions.length;
  return (input) => {
    const values = read(input, 1);
    readMessageEnd(input);
    const index = values.findIndex((value) => value !== undefined);
    if (index >= first) return { exception: values[index], index: index - first };
    if (index < 0 && result !== undefined) throw missingField(`${place} result`);
    return { result: values[index] };
  };
}
