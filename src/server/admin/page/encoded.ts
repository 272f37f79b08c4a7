// Compresses answers that are worth it, for whoever takes that.
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** A body as it is sent. */
export interface Encoded {
  readonly body: Buffer;
  readonly encoding?: "gzip";
}

/**
 * @param accepted the request's Accept-Encoding.
 * @param level the page is kept small; for what is asked for every second the time counts.
 */
export async function encoded(
  text: string,
  accepted: string | string[] | undefined,
  level: 1 | 6,
): Promise<Encoded> {
  const body = Buffer.from(text);
  if (body.length < 4096 || !/\bgzip\b(?!;q=0)/.test(String(accepted ?? ""))) return { body };
  return { body: await promisify(gzip)(body, { level }), encoding: "gzip" };
}
