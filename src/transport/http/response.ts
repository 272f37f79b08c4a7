// Writing HTTP responses: around a reply that is there already, or with a text that explains.
import { Buffer } from "node:buffer";
import type { Output } from "../../protocol/output.ts";
import { putText, textRoom } from "../../protocol/text.ts";

/** The parts of a response besides its body. */
export interface HttpResponse {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The digit behind `HTTP/1.` in the request. */
  readonly minorVersion: number;
  /** Whether the connection stays open for more requests. */
  readonly keepAlive: boolean;
}

/** Appends a response whose body is one line of text, or that only says how long that would be. */
export function writeText(
  output: Output,
  response: Omit<HttpResponse, "contentType"> & Partial<HttpResponse>,
  line: string,
  head = false,
) {
  const mark = output.position;
  append(output, `${line}\n`);
  const size = output.position - mark;
  if (head) output.position = mark;
  insertHead(output, mark, { ...response, contentType: response.contentType ?? plainText }, size);
}

const plainText = "text/plain; charset=utf-8";

/** Puts a response's head before its body, which has been written from `mark` on. */
export function writeHead(output: Output, mark: number, response: HttpResponse): void {
  insertHead(output, mark, response, output.position - mark);
}

/** Tells a client that waits for it to send its body. */
export function writeContinue(output: Output): void {
  append(output, "HTTP/1.1 100 Continue\r\n\r\n");
}

/** The head's size is known last, when the handler has set its headers: the body makes way for it. */
function insertHead(output: Output, mark: number, response: HttpResponse, bodySize: number): void {
  const head = headOf(response, bodySize);
  const { position } = output;
  output.reserve(head.length);
  output.bytes.copyWithin(mark + head.length, mark, position);
  output.bytes.set(head, mark);
  output.position = position + head.length;
}

/** The head's bytes: most often those of the last one, as replies to the same function often have the same size. */
function headOf(response: HttpResponse, bodySize: number): Uint8Array {
  const { status, contentType, headers, minorVersion, keepAlive } = response;
  const dated = date();
  const { of } = last;
  const isSame =
    headers === undefined &&
    last.bodySize === bodySize &&
    last.dated === dated &&
    of.headers === undefined &&
    of.status === status &&
    of.contentType === contentType &&
    of.minorVersion === minorVersion &&
    of.keepAlive === keepAlive;
  if (isSame) return last.bytes;
  let head = `HTTP/1.1 ${status} ${reasons[status]}\r\nDate: ${dated}\r\n`;
  if (bodySize > 0) head += `Content-Type: ${contentType}\r\n`;
  head += `Content-Length: ${bodySize}\r\n`;
  if (!keepAlive) head += "Connection: close\r\n";
  else if (minorVersion === 0) head += "Connection: keep-alive\r\n";
  for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
  const bytes = Buffer.from(`${head}\r\n`);
  last = { of: response, bodySize, dated, bytes };
  return bytes;
}

const none: HttpResponse = { status: 0, contentType: "", minorVersion: 0, keepAlive: false };

/** The last head that was made. */
let last = { of: none, bodySize: 0, dated: "", bytes: new Uint8Array(0) };

function append(output: Output, text: string): void {
  output.reserve(textRoom(text));
  output.position = putText(output.bytes, output.position, text);
}

/** The time in whole seconds, as HTTP writes it. Making the text takes longer than the rest of a head. */
function date(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dated) {
    dated = second;
    dateText = new Date(second * 1000).toUTCString();
  }
  return dateText;
}

let dated = 0;
let dateText = "";

const reasons: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  403: "Forbidden",
  405: "Method Not Allowed",
  411: "Length Required",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  417: "Expectation Failed",
  426: "Upgrade Required",
  431: "Request Header Fields Too Large",
  501: "Not Implemented",
  503: "Service Unavailable",
  505: "HTTP Version Not Supported",
};
