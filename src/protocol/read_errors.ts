// The errors that readers throw, made in one place: cold functions keep the generated readers small.
import { ProtocolError } from "./errors.ts";
import type { ProtocolName } from "./names.ts";

/** The message ends inside a value. */
export function truncated(): ProtocolError {
  return new ProtocolError("INVALID_DATA", "the message ends in the middle of a value");
}

/** Structs and containers nested deeper than the limit. */
export function tooDeep(limit: number): ProtocolError {
  return new ProtocolError("DEPTH_LIMIT", `structs and containers are nested more than ${limit} deep`);
}

/** A string or binary value longer than the limit. */
export function longString(length: number, limit: number): ProtocolError {
  return new ProtocolError("SIZE_LIMIT", `a string of ${length} bytes; the limit is ${limit}`);
}

/** A container with more elements than the limit. */
export function tooMany(count: number, limit: number): ProtocolError {
  return new ProtocolError("SIZE_LIMIT", `a container of ${count} elements; the limit is ${limit}`);
}

/** A message that would take more memory than the limit once it is decoded. */
export function memoryLimitError(limit: number): ProtocolError {
  return new ProtocolError("SIZE_LIMIT", `decoded, the message takes more than ${limit} bytes of memory`);
}

/** A string's, binary's or container's length that is negative or more than the message can hold. */
export function badLength(length: number): ProtocolError {
  if (length < 0) return new ProtocolError("NEGATIVE_SIZE", `a length is negative: ${length}`);
  return new ProtocolError("SIZE_LIMIT", `a length of ${length} is more than the message holds`);
}

/** The first bytes are not those of a message in this protocol. */
export function badVersion(protocol: ProtocolName, found: number): ProtocolError {
  const shown = `0x${(found >>> 0).toString(16)}`;
  return new ProtocolError(
    "BAD_VERSION",
    `not a message of the ${protocol} protocol, version 1: it has ${shown}`,
  );
}

/** A required field or argument is absent. */
export function missingField(place: string): ProtocolError {
  return new ProtocolError("MISSING_FIELD", `${place} is required`);
}

/** A string's bytes are not UTF-8. */
export function badText(place: string): ProtocolError {
  return new ProtocolError("INVALID_TEXT", `${place} is not valid UTF-8`);
}

/** A type code that no protocol version defines. */
export function badType(code: number): ProtocolError {
  return new ProtocolError("INVALID_DATA", `unknown type code ${code}`);
}

/** A container inside a container has elements of another type than the IDL says. */
export function badElements(place: string): ProtocolError {
  return new ProtocolError("INVALID_DATA", `${place} holds elements of another type than declared`);
}

/** A varint with more bytes than its type can need. */
export function badVarint(): ProtocolError {
  return new ProtocolError("INVALID_DATA", "a variable-length integer has too many bytes");
}

/** Adds the argument in which a missing field or bad text was found; other errors pass through. */
export function inArgument(error: unknown, place: string): unknown {
  if (!(error instanceof ProtocolError)) return error;
  if (error.kind !== "MISSING_FIELD" && error.kind !== "INVALID_TEXT") return error;
  return new ProtocolError(error.kind, `${place}: ${error.message}`, { cause: error });
}
