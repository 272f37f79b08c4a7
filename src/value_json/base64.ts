// Base64 as text: the JSON protocol's, which takes none of a runtime's own. Pages in browsers use it too.
import { base64Length, putBase64, readBase64 } from "../protocol/json/base64.ts";

/** Bytes in base64, with padding. */
export function toBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(base64Length(bytes.length));
  putBase64(text, 0, bytes);
  return new TextDecoder().decode(text);
}

/** The bytes of base64, with padding or without; undefined: it is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.endsWith("=") && text.length % 4 !== 0) return undefined; // padding that does not fill a group
  const digits = new TextEncoder().encode(text);
  return readBase64(digits, 0, digits.length);
}
