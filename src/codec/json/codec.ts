// A service's readers and writers in the JSON protocol: closures, one for each type in each place.
//
// They do what the generated readers and writers of the other protocols do, without their speed: those who
// want speed do not speak JSON, and closures are easier to read.
import { skipJson } from "../../protocol/json/skip.ts";
import { type ResolvedService, wireNames } from "../../schema/service.ts";
import { exceptionFields } from "../application_exception.ts";
import { type CodecOptions, messageType, type ServiceCodec } from "../codec.ts";
import { jsonFunction } from "./function.ts";
import { readMessageBegin, readMessageEnd, writeMessage } from "./message.ts";
import { fieldListReader, readerContext } from "./read.ts";
import type { ReaderContext } from "./read_value.ts";
import { fieldListWriter, writerContext } from "./write.ts";
import type { WriterContext } from "./write_value.ts";

/**
 * Makes the codec of a service in the JSON protocol, Apache's TJSONProtocol: `[1,"add",1,7,{"1":{"i32":2}}]`.
 * It reads what Apache's libraries write in any language, and writes as those of C++ and Java do.
 */
export function jsonCodec(service: ResolvedService, options: CodecOptions = {}): ServiceCodec {
  const readers = readerContext(service.schema);
  const writers = writerContext(service.schema);
  const indexes = wireNames(service);
  return {
    functions: service.functions.map((func) => jsonFunction(func, service, readers, writers, options)),
    readMessageBegin(input, head) {
      readMessageBegin(input, head);
      head.index = indexes.get(head.name) ?? -1;
      if (head.index >= 0) head.name = service.functions[head.index]!.name;
    },
    skipArguments(input) {
      skipJson(input, "rec", 1);
      readMessageEnd(input);
    },
    ...applicationException(readers, writers),
  };
}

function applicationException(
  readers: ReaderContext,
  writers: WriterContext,
): Pick<ServiceCodec, "readApplicationException" | "writeApplicationException"> {
  const read = fieldListReader(
    {
      fields: exceptionFields,
      nameOf: (field) => `TApplicationException.${field.name}`,
      prefixErrors: false,
    },
    readers,
  );
  const write = fieldListWriter(
    exceptionFields.map((field, index) => ({
      field,
      path: ` ${field.name}`,
      get: (values) => (values as readonly unknown[])[index],
    })),
    writers,
  );
  return {
    readApplicationException(input) {
      const [message, type] = read(input, 1);
      readMessageEnd(input);
      return { message: (message as string | undefined) ?? "", type: (type as number | undefined) ?? 0 };
    },
    writeApplicationException(output, name, seqid, type, message) {
      const head = { name, type: messageType.exception, seqid };
      writeMessage(output, head, write, [message, type], "TApplicationException");
    },
  };
}
