// The envelope of a JSON message around its struct: `[1,"name",type,seqid,` and `]`.

import type { Input } from "../../protocol/input.ts";
import { nextByte, pass, readInteger, unexpected } from "../../protocol/json/read.ts";
import { syntax } from "../../protocol/json/syntax.ts";
import { readQuoted } from "../../protocol/json/text.ts";
import { writeAscii, writeByte, writeString } from "../../protocol/json/write.ts";
import type { MessageHead } from "../../protocol/message.ts";
import { type Output, unlimited } from "../../protocol/output.ts";
import { badVersion } from "../../protocol/read_errors.ts";
import { asValueError } from "../misfit.ts";

/** Reads all of `head` but its index, and leaves `input` at the struct. @throws {ProtocolError} */
export function readMessageBegin(input: Input, head: MessageHead): void {
  const first = nextByte(input);
  if (first !== syntax.openArray) throw badVersion("json", first);
  input.position++;
  const version = readInteger(input, "i32", false);
  if (version !== 1) throw badVersion("json", version);
  pass(input, syntax.comma);
  if (nextByte(input) !== syntax.quote) throw unexpected(input, "the function's name");
  head.name = readQuoted(input, "the function's name");
  pass(input, syntax.comma);
  head.type = readInteger(input, "i32", false);
  pass(input, syntax.comma);
  head.seqid = readInteger(input, "i32", false);
  pass(input, syntax.comma);
  head.strict = true;
}

/** Reads what stands behind the struct. @throws {ProtocolError} */
export function readMessageEnd(input: Input): void {
  pass(input, syntax.closeArray);
}

/**
 * Appends a whole message.
 *
 * @param write appends its struct, made of `value`.
 * @param place what the struct belongs to, for the error.
 * @throws {ValueError} when `value` does not fit the IDL; the output holds part of the message then.
 */
export function writeMessage(
  output: Output,
  { name, type, seqid }: Pick<MessageHead, "name" | "type" | "seqid">,
  write: (output: Output, value: unknown, depth: number) => unknown,
  value: unknown,
  place: string,
): void {
  output.start = output.position;
  try {
    writeAscii(output, "[1,");
    writeString(output, name);
    writeAscii(output, `,${type},${seqid},`);
    write(output, value, 1);
    writeByte(output, syntax.closeArray);
    output.check(output.position);
  } catch (error) {
    throw asValueError(error, place);
  } finally {
    output.start = unlimited;
  }
}
