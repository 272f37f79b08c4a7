// Puts into words what a server has answered that speaks something else than its client.
import { detectDialect, nameOf } from "../../transport/first_bytes.ts";

/** The bytes that a server has sent before a message of it was understood. */
export class FirstAnswer {
  /** The client's own dialect: `binary framed`. */
  readonly #spoken: string;
  #bytes = new Uint8Array(0);

  constructor(spoken: string) {
    this.#spoken = spoken;
  }

  /**
   * Takes what came.
   * @returns what it is when that is certainly not Thrift: one does not wait for the rest of what looks like the
   * beginning of a frame of a gigabyte.
   */
  push(chunk: Uint8Array): string | undefined {
    const before = this.#bytes;
    if (before.length >= tellingBytes) return undefined;
    this.#bytes = new Uint8Array(Math.min(before.length + chunk.length, tellingBytes));
    this.#bytes.set(before);
    this.#bytes.set(chunk.subarray(0, this.#bytes.length - before.length), before.length);
    const foreign = foreignAnswer(this.#bytes);
    return foreign && `the server answered with ${foreign}; this client speaks ${this.#spoken}`;
  }

  /**
   * The reason why there was no answer, now that there will be no more bytes, or these could not be understood.
   * @param ended how the connection ended, in words.
   * @returns undefined when what came is what the client speaks.
   */
  reason(ended: string): string | undefined {
    const bytes = this.#bytes;
    const spoken = this.#spoken;
    if (bytes.length === 0) {
      return `${ended} before anything was answered: the server has ended, or expects another dialect than ${spoken}, or TLS`;
    }
    try {
      const dialect = detectDialect(bytes, { protocol: "auto", transport: "auto" });
      const name = dialect && nameOf(dialect);
      if (name === undefined || spoken.includes(name)) return undefined;
      return `the server answered in ${name}; this client speaks ${spoken}`;
    } catch {
      const shown = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
      return `the server answered with what is no Thrift message, ${shown}; this client speaks ${spoken}`;
    }
  }
}

/** The bytes of an answer that are kept, to tell what it is. */
const tellingBytes = 256;

function foreignAnswer(first: Uint8Array): string | undefined {
  if (first.length < 5) return undefined;
  if (first[0] === 0x15 && first[1] === 0x03) return tlsAlert(first);
  if (isHttp2(first)) return "HTTP/2";
  // A JSON message and a zlib stream may begin so.
  if (first[0] === 0x5b || first[0] === 0x78) return undefined;
  if (!first.subarray(0, 4).every(isText)) return undefined;
  const line = String.fromCharCode(...first)
    .split(/[\r\n]/, 1)[0]!
    .slice(0, 100);
  const shown = JSON.stringify(line.replace(/[^\x20-\x7e]/g, "."));
  return line.startsWith("HTTP/") ? `HTTP: ${shown}` : `text: ${shown}`;
}

function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** RFC 8446, section 6. */
function tlsAlert(first: Uint8Array): string | undefined {
  if (first.length < 7) return undefined;
  const plain = first[3] === 0 && first[4] === 2;
  return plain ? `a TLS alert (${first[6]}): it expects TLS, see the option tls` : undefined;
}

/** RFC 9113, section 3.4: a server begins with a SETTINGS frame of stream 0. */
function isHttp2(first: Uint8Array): boolean {
  const size = (first[1]! << 8) | first[2]!;
  return (
    first.length >= 9 &&
    first[0] === 0 &&
    size % 6 === 0 &&
    first[3] === 4 &&
    first.subarray(4, 9).every((byte) => byte === 0)
  );
}
