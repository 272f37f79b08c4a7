// Checks the headers that a handler sends along with a reply: alike under every transport, so that a handler that works
// over one works over all.
import { show } from "../words/show.ts";

/** @throws {TypeError} when a header cannot be sent, or is not the handler's to set. */
export function checkReplyHeader(name: string, value: string): void {
  if (typeof name !== "string" || !isToken.test(name))
    throw new TypeError(`setHeader: ${show(name)} cannot be a header's name`);
  if (ofTransport.has(name.toLowerCase())) {
    throw new TypeError(`setHeader: ${name} is written by the transport itself`);
  }
  if (typeof value !== "string" || controls.test(value)) {
    throw new TypeError(`setHeader: the value of ${name} is ${show(value)}; expected text on one line`);
  }
}

/** A header's name (RFC 9110, section 5.6.2). */
export const isToken: RegExp = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const controls = /[\0-\x08\x0a-\x1f\x7f]/;

/** Headers that say where an HTTP message ends, what is in it, and what becomes of its connection: none of them is a call's. */
export const ofHttpMessage: readonly string[] = [
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** Those of a response, and who may read it. */
const ofTransport: ReadonlySet<string> = new Set([
  ...["access-control-allow-origin", "access-control-expose-headers", "date"],
  ...ofHttpMessage,
]);
