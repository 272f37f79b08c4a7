// The length that stands before a frame: four bytes, most significant first.
import { readI32 } from "../protocol/bytes.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { Output } from "../protocol/output.ts";

/** Bytes of a frame's length. */
export const lengthSize = 4;

/**
 * Reads the length of the frame that begins at `at`.
 * @throws {ProtocolError} when it is not above 0: a frame holds something.
 */
export function frameSize(bytes: Uint8Array, at: number): number {
  const size = readI32(bytes, at);
  if (size <= 0) throw new ProtocolError("NEGATIVE_SIZE", `a frame of ${size} bytes`);
  return size;
}

/**
 * Reads the length of a frame that is not answered when it is too long.
 * @throws {ProtocolError} when it is not above 0, or above `limit`.
 */
export function frameSizeWithin(bytes: Uint8Array, at: number, limit: number): number {
  const size = frameSize(bytes, at);
  if (size > limit) throw frameTooLong(size, limit);
  return size;
}

/** A frame whose length is above the limit. */
export function frameTooLong(size: number, limit: number): ProtocolError {
  return new ProtocolError("SIZE_LIMIT", `a frame of ${size} bytes; the limit is ${limit}`);
}

/** Leaves room for a frame's length. @returns where that begins, for {@link endFrame}. */
export function beginFrame(output: Output): number {
  const mark = output.position;
  output.reserve(lengthSize);
  output.position = mark + lengthSize;
  return mark;
}

/** Fills in the length of what was written since; takes its room back if nothing was. */
export function endFrame(output: Output, mark: number): void {
  const size = output.position - mark - lengthSize;
  if (size === 0) output.position = mark;
  else output.view.setInt32(mark, size);
}
