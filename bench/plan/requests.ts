// The requests: one call of each shape, in a file for the load generators, with the size of its reply.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import { type Dialect, encoderOf } from "./dialects.ts";
import { type RequestName, type Shape, shapes } from "./shapes.ts";

/** One call, ready to be sent. */
export interface Request {
  /** A file that holds all that is sent. */
  readonly file: string;
  /** The same bytes. */
  readonly frame: Uint8Array;
  /** As {@link Encoded.replySize} has it; an exception has another size. */
  readonly replySize: number | undefined;
}

/** Those that each shape is written in; the others are measured with two of them. */
const forAll: readonly Dialect[] = ["binary", "compact"];
const forSome: readonly Dialect[] = ["json", "header", "http", "tls"];
const some: readonly RequestName[] = ["add", "points100"];

/**
 * Writes a file for each shape and dialect.
 *
 * @param folder where to; it is made when it is not there
 * @returns a request for each name and dialect
 */
export function writeRequests(folder: string): (name: RequestName, dialect: Dialect) => Request {
  mkdirSync(folder, { recursive: true });
  const service = resolveService(loadIdl(new URL("../service/bench.thrift", import.meta.url)));
  const requests = new Map<string, Request>();
  for (const dialect of [...forAll, ...forSome]) {
    const encode = encoderOf(service, dialect);
    for (const [name, shape] of Object.entries<Shape>(shapes)) {
      if (forSome.includes(dialect) && !some.includes(name as RequestName)) continue;
      const { call, replySize } = encode(shape);
      const file = join(folder, `${name.replaceAll(/[^a-zA-Z0-9]/g, "-")}.${dialect}`);
      writeFileSync(file, call);
      requests.set(`${name} ${dialect}`, { file, frame: call, replySize });
    }
  }
  return (name, dialect) => requests.get(`${name} ${dialect}`)!;
}

/** The bytes of a call that every server answers. */
export function firstCall(dialect: Dialect): Uint8Array {
  const service = resolveService(loadIdl(new URL("../service/bench.thrift", import.meta.url)));
  return encoderOf(service, dialect)(shapes.add).call;
}
