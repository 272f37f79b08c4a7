// Answers HTTP requests that are not calls, and checks the headers of those that are.
import type { Output } from "../../protocol/output.ts";
import { wrongDialect } from "../first_bytes.ts";
import type { Pages } from "../pages.ts";
import { HttpError } from "./error.ts";
import { type HttpHead, listed } from "./head.ts";
import { writeText } from "./response.ts";

/**
 * Answers with the page that is asked for, and says elsewhere how calls are made.
 * @param headers of all answers.
 */
export function answerPage(
  output: Output,
  head: HttpHead,
  pages: Pages,
  keepAlive: boolean,
  headers?: Readonly<Record<string, string>>,
): void {
  const { method, target, minorVersion } = head;
  const path = target.replace(/^https?:\/\/[^/?]*/i, "").split("?", 1)[0]!; // as a proxy sends it
  const page = pages.get(path);
  const response = { minorVersion, keepAlive, headers };
  if (method !== "GET" && method !== "HEAD") {
    const allowed = { ...headers, Allow: page === undefined ? "POST" : "GET, HEAD" };
    writeText(output, { ...response, status: 405, headers: allowed }, `${method}: ${howToCall}`);
  } else if (page === undefined) {
    const allowed = { ...headers, Allow: "POST" };
    writeText(output, { ...response, status: 405, headers: allowed }, howToCall, method === "HEAD");
  } else {
    const { status, text, contentType } = page;
    writeText(output, { ...response, status, contentType }, text, method === "HEAD");
  }
}

/**
 * Checks what can be told of a call before its body is there.
 * @returns whether the client waits to be told that it may send that.
 * @throws {HttpError}
 */
export function checkPost(head: HttpHead): boolean {
  const { headers, hasBody, bodySize, minorVersion } = head;
  if (!hasBody) throw new HttpError(411, "a POST request without Content-Length or Transfer-Encoding");
  if (bodySize === 0) throw new HttpError(400, `a POST request without a body; ${howToCall}`);
  const coding = headers["content-encoding"];
  if (coding !== undefined && coding.toLowerCase() !== "identity") {
    throw new HttpError(415, "a Content-Encoding; bodies are taken as they are");
  }
  const expected = headers.expect;
  if (expected === undefined || minorVersion === 0) return false;
  if (expected.toLowerCase() === "100-continue") return true;
  throw new HttpError(417, "an Expect other than 100-continue");
}

/** Whether a request asks for WebSocket (RFC 6455, section 4.2.1). */
export function isUpgrade({ method, headers }: HttpHead): boolean {
  return method === "GET" && listed(headers.upgrade, "websocket") && listed(headers.connection, "upgrade");
}

/** A client of a transport that the options rule out. */
export function notCalls(spoken: "http" | "websocket", taken: string): HttpError {
  return new HttpError(403, wrongDialect(spoken, taken), {}, "WRONG_DIALECT");
}

const howToCall =
  "this is a Thrift server: POST a message of the binary, compact or JSON protocol to any path";
