// The parser of npm's http-parser-js, and the strictness it lacks: what two HTTP programs could read
// differently is how requests are smuggled past one of them, so it is refused here (RFC 9112, section 11.2).
import { Buffer } from "node:buffer";
import { HTTPParser, methods } from "http-parser-js";
import { HttpError } from "./error.ts";
import { type HttpHead, HttpHeaderLines } from "./head.ts";

/** The receiver of all that a parser finds. An error that it throws is thrown by {@link HttpParser.parse}. */
export interface HttpParserEvents {
  head(head: HttpHead): void;
  /** Some of the body; a view onto the bytes that were parsed. */
  body(bytes: Uint8Array): void;
  /** A chunk of so many bytes begins. */
  chunk(size: number): void;
}

export interface HttpParserLimits {
  /** Bytes of a request's line, headers and trailers together. */
  readonly maxHttpHeaderSize: number;
}

/** Parses the requests of one connection. */
export class HttpParser {
  readonly #parser: ParserInternals;
  readonly #events: HttpParserEvents;
  readonly #limits: HttpParserLimits;
  #lines = new HttpHeaderLines();
  /** Bytes of the request's lines so far. */
  #size = 0;
  /** The end of the request in the bytes that were parsed last. */
  #completeAt: number | undefined;

  constructor(limits: HttpParserLimits, events: HttpParserEvents) {
    this.#events = events;
    this.#limits = limits;
    const parser = new HTTPParser(HTTPParser.REQUEST) as unknown as ParserInternals;
    this.#parser = parser;
    parser.consumeLine = () => this.#line();
    parser.parseHeader = (line, forParser) => this.#header(line, forParser);
    parser[HTTPParser.kOnHeadersComplete] = (info) => this.#head(info);
    parser[HTTPParser.kOnBody] = (bytes) => events.body(bytes);
    parser[HTTPParser.kOnMessageComplete] = () => {
      this.#completeAt = parser.offset;
      parser.offset = parser.end; // it would go on with the next request
    };
  }

  /**
   * Bytes of the request's line, headers and trailers so far: none when no request was begun, or the last is complete.
   */
  get begun(): number {
    return this.#size + this.#parser.line.length;
  }

  /**
   * Parses up to the end of the request, or of the bytes.
   * @returns how many bytes that were, and whether the request is complete: the next call begins another one.
   * @throws {HttpError} with the status that the client is to be answered.
   */
  parse(bytes: Uint8Array): { readonly parsed: number; readonly complete: boolean } {
    // Its own limit counts whole chunks, bodies in them too; ours is kept line by line.
    this.#parser.headerSize = 0;
    this.#parser.maxHeaderSize = Number.POSITIVE_INFINITY;
    this.#completeAt = undefined;
    const outcome = this.#parser.execute(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const parsed = this.#completeAt;
    if (parsed !== undefined) {
      this.#lines = new HttpHeaderLines();
      this.#size = 0;
      return { parsed, complete: true };
    }
    if (typeof outcome !== "number") throw asHttpError(outcome);
    return { parsed: outcome, complete: false };
  }

  /** In place of the library's own, which takes lines that end in LF alone, and clears every byte's top bit. */
  #line(): string | undefined {
    const parser = this.#parser;
    const { chunk, offset, end } = parser;
    const found = chunk.indexOf(lineFeed, offset);
    const complete = found >= 0 && found < end;
    const stop = complete ? found : end;
    const line = parser.line + chunk.toString("latin1", offset, stop);
    const ofChunk = parser.state === "BODY_CHUNKHEAD" || parser.state === "BODY_CHUNKEMPTYLINE";
    const room = ofChunk ? chunkLineAtMost : this.#limits.maxHttpHeaderSize - this.#size;
    if (line.length + 1 > room)
      throw ofChunk ? new HttpError(400, "a chunk's line is too long") : this.#tooLarge();
    if (!complete) {
      parser.line = line;
      parser.offset = end;
      return undefined;
    }
    parser.line = "";
    parser.offset = found + 1;
    const text = line.slice(0, -1);
    if (!line.endsWith("\r") || /[\r\0]/.test(text)) {
      throw new HttpError(400, "a line that does not end in CR LF, or has one of them or NUL in it");
    }
    if (parser.state === "BODY_CHUNKHEAD") this.#chunkHead(text);
    if (!ofChunk) this.#size += line.length + 1;
    return text;
  }

  #chunkHead(text: string): void {
    const size = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i.exec(text)?.[1];
    if (size === undefined) throw new HttpError(400, "a chunk that does not begin with its size");
    this.#events.chunk(Number.parseInt(size, 16));
  }

  /** In place of the library's own, which drops what it does not understand. It is told what ends the body alone. */
  #header(line: string, forParser: string[]): void {
    const [name, value] = this.#lines.add(line);
    // Trailers are read past: RFC 9110 has them ignored unless something is known to want them.
    if (name === "content-length" || name === "transfer-encoding") forParser.push(name, value);
  }

  #head({ method, url, versionMajor, versionMinor }: HeadInfo): undefined {
    if (versionMajor !== 1) {
      throw new HttpError(505, `HTTP ${versionMajor}.${versionMinor}; this server speaks HTTP/1.1`);
    }
    this.#events.head(this.#lines.head(methods[method]!, url, versionMinor));
  }

  #tooLarge(): HttpError {
    const limit = this.#limits.maxHttpHeaderSize;
    return new HttpError(431, `a request's line and headers of more than ${limit} bytes`, {}, "SIZE_LIMIT");
  }
}

/** Makes an error of the library's one of ours; ours pass as they are. */
function asHttpError(error: Error): HttpError {
  if (error instanceof HttpError) return error;
  if (error.message === "invalid request method")
    return new HttpError(501, "a method that HTTP does not know");
  return new HttpError(400, "not a request of HTTP/1.1");
}

/** Members that the library's types keep private: lines are read here, and a request's end stops it. */
interface ParserInternals {
  chunk: Buffer;
  offset: number;
  end: number;
  line: string;
  state: string;
  headerSize: number;
  maxHeaderSize: number;
  consumeLine: () => string | undefined;
  parseHeader: (line: string, headers: string[]) => void;
  [HTTPParser.kOnHeadersComplete]: (info: HeadInfo) => undefined;
  [HTTPParser.kOnBody]: (bytes: Uint8Array) => void;
  [HTTPParser.kOnMessageComplete]: () => void;
  execute(bytes: Buffer): number | Error;
}

interface HeadInfo {
  readonly method: number;
  readonly url: string;
  readonly versionMajor: number;
  readonly versionMinor: number;
}

const lineFeed = 0x0a;

/** Bytes of a line that begins a chunk: its size, and extensions, which are not used. */
const chunkLineAtMost = 256;
