// A service's readers and writers in the JSON protocol: closures, one for each type in each place.
//
// They do what the generated readers and writers of the other protocols do, without their speed: those who
// want speed do not speak JSON, and closures are easier to read.
import { type ResolvedService, wireNames } from "../../schema/service.ts";
import { exceptionFields } from "../application_exception.ts";
import type { CodecOptions, ServiceCodec } from "../codec.ts";
import { jsonFunction } from "./function.ts";
import { readMessageBegin, readMessageEnd } from "./message.ts";
import { fieldListReader, readerContext } from "./read.ts";
import type { ReaderContext } from "./read_value.ts";
import { writerContext } from "./write.ts";

/**
 * Makes the codec of a service in the JSON protocol, Apache's TJSONProtocol: `[1,"add",1,7,{"1":{"i32":2}}]`.
 * It reads what Apache's libraries write in any language, and writes as those of C++ and Java do.
 */
export function jsonCodec(service: ResolvedService, options: CodecOptions = {}): ServiceCodec {
  const readers = readerContext(service.schema);
  const writers = writerContext(service.schema);
  const indexes = wireNames(service);
  return {
    protocol: "json",
    functions: service.functions.map((func) => jsonFunction(func, service, readers, writers, options)),
    readMessageBegin(input, head) {
      readMessageBegin(input, head);
      head.index = indexes.get(head.name) ?? -1;
      if (head.index >= 0) head.name = service.functions[head.index]!.name;
    },
    readApplicationException: applicationExceptionReader(readers),
  };
}

function applicationExceptionReader(readers: ReaderContext): ServiceCodec["readApplicationException"] {
  const read = fieldListReader(
    {
      fields: exceptionFields,
      nameOf: (field) => `TApplicationException.${field.name}`,
      prefixErrors: false,
    },
    readers,
  );
  return (input) => {
    const [message, type] = read(input, 1);
    readMessageEnd(input);
    return { message: (message as string | undefined) ?? "", type: (type as number | undefined) ?? 0 };
  };
}
