// i64 as npm thrift has it: objects of the package node-int64.
import { createRequire } from "node:module";
import { insideExecutable } from "../../runtime/building/inside.ts";
import { HandlerError } from "../handler.ts";

/** The class of node-int64. */
export type Int64 = new (bytes: Uint8Array) => object;

/** The place of the class in an executable that was built of a handler: no package lies in one. */
export const int64Inside = "application/int64.js";

/**
 * Finds the class in the packages that the handler has.
 *
 * @param url the handler's.
 * @throws {HandlerError} when it has neither `thrift` nor `node-int64`.
 */
export function int64Of(url: string, file: string): Int64 {
  const require = createRequire(url);
  const inside = insideExecutable();
  if (inside !== undefined && url.startsWith(inside)) {
    return (require(new URL(int64Inside, inside).pathname) as { readonly default: Int64 }).default;
  }
  try {
    return (require("thrift") as { readonly Int64: Int64 }).Int64;
  } catch {
    // The generated code lies elsewhere, with packages of its own.
  }
  try {
    return require("node-int64") as Int64;
  } catch (error) {
    throw new HandlerError(
      `${file} serves code generated for the npm package thrift, which is not found beside it: npm install thrift`,
      { cause: error },
    );
  }
}

/** The bytes of a number of 64 bits, highest first. */
export function int64Bytes(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt.asIntN(64, value));
  return bytes;
}

/**
 * Reads all that npm thrift takes for an i64, as a bigint where it is one: a number, its digits, or an object of
 * node-int64.
 */
export function bigIntOf(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? BigInt(Math.trunc(value)) : value;
  if (typeof value === "string") return /^\s*-?\d+\s*$/.test(value) ? BigInt(value) : value;
  if (typeof value !== "object" || value === null) return value;
  const { buffer, offset = 0 } = value as { readonly buffer?: unknown; readonly offset?: number };
  if (!(buffer instanceof Uint8Array) || buffer.length < offset + 8) return value;
  return new DataView(buffer.buffer, buffer.byteOffset + offset, 8).getBigInt64(0);
}
