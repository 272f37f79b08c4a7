// A client's certificate, as its calls' handlers see it. Runtimes name its parts and escape them each in a way of their own,
// and one leaves some out: it is read from its bytes.
import { createHash } from "node:crypto";
import { type AlternativeNames, alternativeNames } from "./alternative_names.ts";
import { Der, type Element, hexOf, tags } from "./der.ts";
import { type DistinguishedName, distinguishedName, type NameParts } from "./distinguished_name.ts";

/**
 * The certificate of a client that was verified when its connection began: one of the authorities of `tlsCa` has signed it.
 * Read when something of it is asked for.
 */
export class ClientCertificate {
  /** Its bytes, DER. */
  readonly der: Uint8Array;
  #fields: Fields | undefined;
  #subject: DistinguishedName | undefined;
  #issuer: DistinguishedName | undefined;
  #alternativeNames: AlternativeNames | undefined;

  /** @internal Made by the server. */
  constructor(der: Uint8Array) {
    this.der = der;
  }

  /** Whose it is, in parts: `{ CN: ["orders"], O: ["Example"] }`. */
  get subject(): NameParts {
    return this.#subjectName.parts;
  }

  /** The same as a text, as RFC 4514 writes it: `CN=orders,O=Example`. */
  get subjectText(): string {
    return this.#subjectName.text;
  }

  /** Other names of the subject: hosts, addresses, URIs. */
  get alternativeNames(): AlternativeNames {
    if (this.#alternativeNames === undefined) {
      const { der, extensions } = this.#read;
      const names = extensions && extensionOf(der, extensions, "2.5.29.17");
      this.#alternativeNames = alternativeNames(der, names);
    }
    return this.#alternativeNames;
  }

  /** Who has signed it, in parts. */
  get issuer(): NameParts {
    return this.#issuerName.parts;
  }

  /** The same as a text. */
  get issuerText(): string {
    return this.#issuerName.text;
  }

  /** The number that its issuer has given it, in hexadecimal, as `openssl x509 -serial` prints it. */
  get serialNumber(): string {
    const { der, serial } = this.#read;
    const bytes = der.contentOf(serial);
    // That of a positive number begins with a zero where its first bit would be set.
    return hexOf(bytes[0] === 0 && bytes.length > 1 ? bytes.subarray(1) : bytes);
  }

  /** SHA-256 of its bytes, `BC:7D:8B:…`, as `openssl x509 -fingerprint -sha256` prints it. */
  get fingerprint(): string {
    return hexOf(createHash("sha256").update(this.der).digest()).replace(/..\B/g, "$&:");
  }

  get #subjectName(): DistinguishedName {
    this.#subject ??= distinguishedName(this.#read.der, this.#read.subject);
    return this.#subject;
  }

  get #issuerName(): DistinguishedName {
    this.#issuer ??= distinguishedName(this.#read.der, this.#read.issuer);
    return this.#issuer;
  }

  get #read(): Fields {
    this.#fields ??= fieldsOf(new Der(this.der));
    return this.#fields;
  }
}

interface Fields {
  readonly der: Der;
  readonly serial: Element;
  readonly issuer: Element;
  readonly subject: Element;
  readonly extensions: Element | undefined;
}

/** RFC 5280, 4.1. @throws {RangeError} when it is none. */
function fieldsOf(der: Der): Fields {
  const [signed] = der.elementsOf(der.whole);
  const fields = signed === undefined ? [] : der.elementsOf(signed);
  const version = fields[0]?.tag === 0xa0 ? 1 : 0; // absent in those of version 1
  const [serial, , issuer, , subject] = fields.slice(version);
  if (serial?.tag !== tags.integer || issuer?.tag !== tags.sequence || subject?.tag !== tags.sequence)
    throw new RangeError("a certificate lacks a name or its number");
  return { der, serial, issuer, subject, extensions: fields.find(({ tag }) => tag === 0xa3) };
}

function extensionOf(der: Der, extensions: Element, oid: string): Element | undefined {
  const [list] = der.elementsOf(extensions);
  for (const extension of list === undefined ? [] : der.elementsOf(list)) {
    const parts = der.elementsOf(extension);
    const value = parts.at(-1);
    if (parts[0]?.tag !== tags.oid || der.oidOf(parts[0]) !== oid || value?.tag !== tags.octets) continue;
    return der.elementsOf(value)[0];
  }
  return undefined;
}
