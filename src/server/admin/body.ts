// Reads the body of a request to the admin port.
import type { IncomingMessage } from "node:http";

/** Thrown for a body that is not taken. */
export class BodyError extends Error {
  override readonly name = "BodyError";
}

/**
 * Reads it as text.
 * @throws {BodyError} when it is longer than 64 MiB, or its client leaves before its end.
 */
export function readBody(request: IncomingMessage): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let chunks: Buffer[] = [];
  let length = 0;
  // Not by iterating: whoever leaves that early ends the connection, before there is an answer.
  const take = (chunk: Buffer) => {
    length += chunk.length;
    if (length <= longest) return void chunks.push(chunk);
    chunks = [];
    request.off("data", take);
    reject(new BodyError("the body is longer than 64 MiB"));
  };
  const ended = () => reject(new BodyError("the request ended before its body did"));
  request.on("data", take);
  request.on("end", () => resolve(Buffer.concat(chunks).toString()));
  request.on("error", ended);
  request.on("close", ended);
  return promise;
}

const longest = 64 * 1024 * 1024;
