// The headers of a request as they are collected line by line, and what they say about its body.
import { Buffer } from "node:buffer";
import { type CallHeaders, emptyHeaders } from "../envelope.ts";
import { isToken } from "../reply_header.ts";
import { HttpError } from "./error.ts";

/** A request without its body. */
export interface HttpHead {
  readonly method: string;
  readonly target: string;
  /** The digit behind `HTTP/1.`. */
  readonly minorVersion: number;
  /** By names in lower case; the values of a repeated one joined by ", ". */
  readonly headers: CallHeaders;
  /** Bytes of the body; undefined when it comes in chunks, whose sum is not known. */
  readonly bodySize: number | undefined;
  /** Whether the client says how long its body is; without that it has none. */
  readonly hasBody: boolean;
  /** Whether the client will send more requests. */
  readonly keepAlive: boolean;
}

/** Collects the headers of one request. */
export class HttpHeaderLines {
  readonly #headers = emptyHeaders();

  /**
   * Takes a line in.
   * @returns the name, in lower case, and the value.
   * @throws {HttpError} when it is no header, or one that may not be repeated.
   */
  add(line: string): readonly [name: string, value: string] {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    if (!isToken.test(name)) {
      throw new HttpError(400, "a header's line that does not begin with its name and a colon");
    }
    const key = name.toLowerCase();
    const value = trimmed(line, colon + 1);
    if (notInValues.test(value)) throw new HttpError(400, `the header ${key} has control characters`);
    const former = this.#headers[key];
    if (former !== undefined && onlyOnce.has(key)) throw new HttpError(400, `the header ${key} comes twice`);
    this.#headers[key] = former === undefined ? text(value) : `${former}, ${text(value)}`;
    return [key, value];
  }

  /** @throws {HttpError} when the headers contradict each other about the body. */
  head(method: string, target: string, minorVersion: number): HttpHead {
    const headers = this.#headers;
    const coding = headers["transfer-encoding"]?.toLowerCase();
    const length = headers["content-length"];
    if (coding !== undefined) {
      if (length !== undefined) throw new HttpError(400, "both Content-Length and Transfer-Encoding");
      if (minorVersion === 0) throw new HttpError(400, "Transfer-Encoding in HTTP/1.0");
      if (coding !== "chunked") throw new HttpError(501, "a Transfer-Encoding other than chunked");
    }
    if (length !== undefined && !/^\d{1,15}$/.test(length)) {
      throw new HttpError(400, "a Content-Length that is no whole number");
    }
    return {
      method,
      target,
      minorVersion,
      headers,
      bodySize: coding === undefined ? Number(length ?? 0) : undefined,
      hasBody: coding !== undefined || length !== undefined,
      keepAlive: minorVersion > 0 ? !this.#connection("close") : this.#connection("keep-alive"),
    };
  }

  #connection(option: string): boolean {
    return listed(this.#headers.connection, option);
  }
}

/** Whether a comma-separated list, such as the header Connection, has this in it, in whatever case. */
export function listed(list: string | undefined, wanted: string): boolean {
  return (list ?? "").split(",").some((part) => part.trim().toLowerCase() === wanted);
}

/** Bytes of a value are visible, blank, or of other scripts. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const notInValues = /[\0-\x08\x0a-\x1f\x7f]/;

/** Two of these are two opinions about where the request ends or whom it is for. */
const onlyOnce: ReadonlySet<string> = new Set(["content-length", "transfer-encoding", "host"]);

/** A value without the blanks around it. A regular expression would take long over many blanks. */
function trimmed(line: string, from: number): string {
  let start = from;
  let end = line.length;
  while (start < end && isBlank(line.charCodeAt(start))) start++;
  while (end > start && isBlank(line.charCodeAt(end - 1))) end--;
  return line.slice(start, end);
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

/** Reads UTF-8 as that; anything else stays the Latin-1 that HTTP's headers used to be. */
function text(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  const decoded = Buffer.from(value, "latin1").toString("utf8");
  return decoded.includes("\uFFFD") ? value : decoded;
}
