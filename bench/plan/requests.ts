// The requests: one call of each shape, as a frame in a file for the load generators, with the size of its reply.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compileCodec } from "../../src/codec/compile.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { Output } from "../../src/protocol/output.ts";
import { resolveService } from "../../src/schema/service.ts";
import { type RequestName, type Shape, shapes } from "./shapes.ts";

/** The protocols that are measured, all of them framed. */
export type Protocol = "binary" | "compact";

/** One call, ready to be sent. */
export interface Request {
  /** A file that holds the whole frame, its length included. */
  readonly file: string;
  /** The same bytes. */
  readonly frame: Uint8Array;
  /** Bytes of the right reply, without the frame's length. An exception has another size. */
  readonly replySize: number;
}

/**
 * Writes a file for each shape in each protocol.
 *
 * @param folder where to; it is made when it is not there
 * @returns a request for each name and protocol
 */
export function writeRequests(folder: string): (name: RequestName, protocol: Protocol) => Request {
  mkdirSync(folder, { recursive: true });
  const service = resolveService(loadIdl(new URL("../service/bench.thrift", import.meta.url)));
  const requests = new Map<string, Request>();
  for (const protocol of ["binary", "compact"] as const) {
    const codec = compileCodec(service, protocol);
    const output = new Output();
    for (const [name, [method, args, result]] of Object.entries<Shape>(shapes)) {
      const written = codec.functions.find((one) => one.name === method)!;
      output.position = 4;
      written.writeCall(output, 1, args);
      output.view.setUint32(0, output.position - 4);
      const frame = output.bytes.slice(0, output.position);
      output.position = 0;
      written.writeReply(output, 1, result);
      const file = join(folder, `${name.replaceAll(/[^a-zA-Z0-9]/g, "-")}.${protocol}`);
      writeFileSync(file, frame);
      requests.set(`${name} ${protocol}`, { file, frame, replySize: output.position });
    }
  }
  return (name, protocol) => requests.get(`${name} ${protocol}`)!;
}
