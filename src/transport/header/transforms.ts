// Undoes the transforms of THeader frames' payloads: zlib, each payload by itself.
import { ProtocolError } from "../../protocol/errors.ts";

/** Thrown for a transform that is not known here. */
export class UnknownTransformError extends ProtocolError {}

/**
 * Undoes a frame's transforms, the last one first.
 *
 * @param limit bytes that any of them may give.
 * @throws {UnknownTransformError}
 * @throws {ProtocolError} SIZE_LIMIT past the limit, INVALID_DATA when the payload is not what they make.
 */
export function untransform(payload: Uint8Array, transforms: readonly number[], limit: number): Uint8Array {
  return transforms.reduceRight((data, transform) => {
    if (transform !== zlibTransform) {
      throw new UnknownTransformError(
        "INVALID_DATA",
        `Unknown transform: ${transform}; this server knows ${zlibTransform}, zlib`,
      );
    }
    return inflated(data, limit);
  }, payload);
}

const zlibTransform = 1;

function inflated(data: Uint8Array, limit: number): Uint8Array {
  // Loaded when it is first needed: 2 of the 5 ms of processor time that a program of Bun's starts in.
  const zlib = process.getBuiltinModule("node:zlib");
  try {
    return zlib.inflateSync(data, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      throw new ProtocolError(
        "SIZE_LIMIT",
        `a message of more than ${limit} bytes behind its zlib transform`,
        {
          cause: error,
        },
      );
    }
    throw new ProtocolError(
      "INVALID_DATA",
      `the zlib transform of a frame is corrupt: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}
