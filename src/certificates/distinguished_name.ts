// Distinguished names in certificates: in parts, and as the text that RFC 4514 writes.
import { Buffer } from "node:buffer";
import { type Der, type Element, hexOf, latin1Of } from "./der.ts";

/**
 * The parts of a name: their values, in the order of the certificate. They are named as OpenSSL names them, `CN`, `O`, `OU`,
 * `emailAddress`; others by their object identifier, `1.3.6.1.4.1.311.60.2.1.3`.
 */
export type NameParts = Readonly<Record<string, readonly string[]>>;

/** A name that stands in a certificate. */
export interface DistinguishedName {
  readonly parts: NameParts;
  /** By RFC 4514, as `openssl x509 -nameopt RFC2253,-esc_msb,utf8` and most proxies write it: the last part first. */
  readonly text: string;
}

/** Reads a `Name`. @throws {RangeError} when it is none. */
export function distinguishedName(der: Der, name: Element): DistinguishedName {
  const parts: Record<string, string[]> = {};
  let written = "";
  for (const set of der.elementsOf(name)) {
    let isFirst = true;
    for (const attribute of der.elementsOf(set)) {
      const [type, value] = der.elementsOf(attribute);
      if (type === undefined || value === undefined)
        throw new RangeError("a certificate names something without a value");
      const oid = der.oidOf(type);
      const known = Object.hasOwn(names, oid) ? names[oid] : undefined;
      const key = known ?? oid;
      const text = textOf(der, value);
      const bytes = text === undefined || known === undefined ? `#${hexOf(der.bytesOf(value))}` : undefined;
      if (!Object.hasOwn(parts, key)) parts[key] = [];
      parts[key]!.push(text ?? bytes!);
      // The attributes of a set have a plus between them; the last stands first, as the names do.
      const behind = written === "" ? "" : isFirst ? "," : "+";
      written = `${key}=${bytes ?? escaped(text!)}${behind}${written}`;
      isFirst = false;
    }
  }
  return { parts, text: written };
}

/** Undefined: it is no text. */
function textOf(der: Der, value: Element): string | undefined {
  const bytes = der.contentOf(value);
  switch (value.tag) {
    case 0x0c: // UTF8String
      return decoder.decode(bytes);
    case 0x12: // NumericString
    case 0x13: // PrintableString
    case 0x14: // TeletexString, which is Latin-1 in practice
    case 0x16: // IA5String
    case 0x1a: // VisibleString
      return latin1Of(bytes);
    case 0x1c: // UniversalString
      return fromUnits(bytes, 4);
    case 0x1e: // BMPString
      return fromUnits(bytes, 2);
    default:
      return undefined;
  }
}

function fromUnits(bytes: Uint8Array, size: 2 | 4): string {
  let text = "";
  for (let at = 0; at + size <= bytes.length; at += size) {
    let code = 0;
    for (const byte of bytes.subarray(at, at + size)) code = code * 256 + byte;
    text += code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  }
  return text;
}

/** Control characters are escaped too: a name cannot break a line of the log. */
function escaped(text: string): string {
  if (plain.test(text)) return text;
  return text
    .replace(/[",+;<>\\]/g, "\\$&")
    .replace(/^[ #]/, "\\$&")
    .replace(/(?<!^)(?<!\\) $/, "\\ ")
    .replace(controls, (character) => hexOf(Buffer.from(character)).replace(/../g, "\\$&"));
}

const decoder = new TextDecoder();
const plain = /^[A-Za-z\d.@*/_-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const controls = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g;

/** Object identifiers of X.520, RFC 4519 and PKCS #9, and their short names. */
const names: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.4": "SN",
  "2.5.4.5": "serialNumber",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "street",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.12": "title",
  "2.5.4.42": "GN",
  "2.5.4.97": "organizationIdentifier",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.2.840.113549.1.9.1": "emailAddress",
};
