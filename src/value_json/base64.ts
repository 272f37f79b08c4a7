// Base64 without any runtime's own: pages in browsers use it too.

/** Bytes in base64, with padding. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += piece)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + piece)));
  return btoa(parts.join(""));
}

/** The bytes of base64, with padding or without; undefined: it is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z\d+/]*={0,2}$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined; // of a length that no bytes have
  }
}

/** Engines take so many arguments. */
const piece = 8192;
