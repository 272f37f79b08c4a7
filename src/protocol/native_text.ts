// Text to UTF-8 and back by the engine: with Buffer where there is one, which is faster, and in browsers without.

/** Three methods of Buffer's that no documentation has. */
interface TextMethods {
  utf8Slice(this: Uint8Array, start: number, end: number): string;
  ucs2Slice(this: Uint8Array, start: number, end: number): string;
  utf8Write(this: Uint8Array, text: string, offset: number, length: number): number;
}

/** Of the global object, not of `node:buffer`: browsers cannot import that. */
const { Buffer } = globalThis as { readonly Buffer?: typeof globalThis.Buffer };

const native = methodsOf(Buffer?.prototype);

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const unitDecoder = new TextDecoder("utf-16le", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Reads the bytes of [start, end) as UTF-8; what is none becomes U+FFFD. */
export const utf8Slice: TextMethods["utf8Slice"] =
  native?.utf8Slice ??
  function (this: Uint8Array, start, end) {
    return decoder.decode(this.subarray(start, end));
  };

/** Reads the bytes of [start, end) as UTF-16, the lower byte first. */
export const ucs2Slice: TextMethods["ucs2Slice"] =
  native?.ucs2Slice ??
  function (this: Uint8Array, start, end) {
    return unitDecoder.decode(this.subarray(start, end));
  };

/** Stores text as UTF-8 in the `length` bytes at `offset`. @returns the number of bytes that it took. */
export const utf8Write: TextMethods["utf8Write"] =
  native?.utf8Write ??
  function (this: Uint8Array, text, offset, length) {
    return encoder.encodeInto(text, this.subarray(offset, offset + length)).written;
  };

/** The number of bytes that a text takes as UTF-8, or, where the engine does not tell, the most that it may. */
export const measureNatively: (text: string) => number =
  Buffer === undefined || native === undefined
    ? (text) => text.length * 3
    : (text) => Buffer.byteLength(text);

/** The Buffers that bundlers give to pages have no such methods. */
function methodsOf(prototype: Partial<TextMethods> | undefined): TextMethods | undefined {
  const { utf8Slice, ucs2Slice, utf8Write } = prototype ?? {};
  if (typeof utf8Slice !== "function" || typeof ucs2Slice !== "function") return undefined;
  return typeof utf8Write === "function" ? { utf8Slice, ucs2Slice, utf8Write } : undefined;
}
