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
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > longest) break;
      chunks.push(chunk);
    }
  } catch {
    throw new BodyError("the request ended before its body did");
  }
  if (length > longest) throw new BodyError("the body is longer than 64 MiB");
  return Buffer.concat(chunks).toString();
}

const longest = 64 * 1024 * 1024;
