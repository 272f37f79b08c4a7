// Elements of DER, as far as certificates hold them: ITU-T X.690, of which tags of one byte and definite lengths are used.
import { Buffer } from "node:buffer";

/** An element: its content is [start, end) of the bytes, and begins behind its tag and length, which begin at `at`. */
export interface Element {
  readonly tag: number;
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/** The tags that are read here. */
export const tags = {
  integer: 0x02,
  octets: 0x04,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Bytes of DER. */
export class Der {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The element that all of the bytes are. @throws {RangeError} when they are none. */
  get whole(): Element {
    return this.#elementAt(0, this.bytes.length);
  }

  /** The elements that another one's content is. @throws {RangeError} when it is something else. */
  elementsOf({ start, end }: Pick<Element, "start" | "end">): readonly Element[] {
    const found: Element[] = [];
    for (let at = start; at < end; at = found.at(-1)!.end) found.push(this.#elementAt(at, end));
    return found;
  }

  /** An element's content. */
  contentOf({ start, end }: Element): Uint8Array {
    return this.bytes.subarray(start, end);
  }

  /** An element's bytes, tag and length included. */
  bytesOf({ at, end }: Element): Uint8Array {
    return this.bytes.subarray(at, end);
  }

  /** An object identifier, `2.5.4.3`. */
  oidOf({ start, end }: Element): string {
    let text = "";
    let arc = 0;
    for (let at = start; at < end; at++) {
      const byte = this.bytes[at]!;
      arc = arc * 128 + (byte & 0x7f);
      if (byte >= 0x80) continue;
      const root = Math.min(Math.floor(arc / 40), 2);
      text += text === "" ? `${root}.${arc - root * 40}` : `.${arc}`;
      arc = 0;
    }
    return text;
  }

  #elementAt(at: number, limit: number): Element {
    const { bytes } = this;
    const tag = bytes[at];
    let length = bytes[at + 1];
    let start = at + 2;
    if (tag === undefined || length === undefined || (tag & 0x1f) === 0x1f || start > limit) throw noDer();
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0 || count > 3 || start + count > limit) throw noDer();
      length = 0;
      for (const first = start; start < first + count; start++) length = length * 256 + bytes[start]!;
    }
    const end = start + length;
    if (end > limit) throw noDer();
    return { tag, at, start, end };
  }
}

function noDer(): RangeError {
  return new RangeError("a certificate holds what is no DER");
}

/** Bytes in hexadecimal, in capitals. */
export function hexOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("hex").toUpperCase();
}

/** The text whose characters have the bytes for their numbers. */
export function latin1Of({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}
