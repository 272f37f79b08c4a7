// Decides on the pages in browsers that may call: a browser says in the header Origin where a page is from that asks for
// something, and lets no page say otherwise. It asks first what other programs may send at once (CORS, in the Fetch standard).
import type { Output } from "../../protocol/output.ts";
import { show } from "../../words/show.ts";
import { isToken } from "../reply_header.ts";
import { HttpError } from "./error.ts";
import type { HttpHead } from "./head.ts";
import { writeHead } from "./response.ts";

/** The origins whose pages may call besides the server's own, as browsers write them; `*`: all. */
export type Origins = readonly string[] | undefined;

/** @throws {HttpError} when a request is from a page that may not call. */
export function checkOrigin(head: HttpHead, allowed: Origins): void {
  const origin = foreignOrigin(head);
  if (origin === undefined || grant(origin, allowed) !== undefined) return;
  const reason = `a page of ${show(origin)} calls, which is not allowed: --allow-origin says which may`;
  throw new HttpError(403, reason, {}, "WRONG_ORIGIN");
}

/** Whether a browser asks whether a page may send what it would send next, and it may. */
export function isPreflight(head: HttpHead, allowed: Origins): boolean {
  if (head.method !== "OPTIONS" || head.headers["access-control-request-method"] === undefined) return false;
  return headersForPage(head, allowed) !== undefined;
}

/** Lets the page send what it wants to: any header is one for `call.headers`. */
export function answerPreflight(output: Output, head: HttpHead, allowed: Origins, keepAlive: boolean): void {
  const { minorVersion, headers: asked } = head;
  const names = (asked["access-control-request-headers"] ?? "").split(",").map((name) => name.trim());
  const headers = {
    ...headersForPage(head, allowed),
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": names.filter((name) => isToken.test(name)).join(", "),
    "Access-Control-Max-Age": askedAgainAfter,
  };
  writeHead(output, output.position, { status: 200, contentType: "", headers, minorVersion, keepAlive });
}

/** In seconds: the longest that Chromium takes. */
const askedAgainAfter = "7200";

/**
 * The headers of a response, with those by which a browser lets a page of another place read it.
 * @param headers those that it has anyway: the page may read them all.
 */
export function headersForPage(
  head: HttpHead | undefined,
  allowed: Origins,
  headers?: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined {
  const origin = head && foreignOrigin(head);
  const granted = origin === undefined ? undefined : grant(origin, allowed);
  if (granted === undefined) return headers;
  const names = Object.keys(headers ?? {});
  return {
    ...headers,
    "Access-Control-Allow-Origin": granted,
    ...(granted !== "*" && { Vary: "Origin" }),
    ...(names.length > 0 && { "Access-Control-Expose-Headers": names.join(", ") }),
  };
}

/** Programs send no origin. A page of this server's own, behind a proxy for example, sends that of the host it asks. */
function foreignOrigin({ headers: { origin, host } }: HttpHead): string | undefined {
  if (origin === undefined) return undefined;
  const [, scheme, place] = /^(https?):\/\/(.+)$/i.exec(origin) ?? [];
  if (place === undefined || host === undefined) return origin;
  const usual = scheme!.toLowerCase() === "https" ? /:443$/ : /:80$/;
  return place.replace(usual, "").toLowerCase() === host.replace(usual, "").toLowerCase()
    ? undefined
    : origin;
}

/** The origin as a response grants it; undefined: it is not. */
function grant(origin: string, allowed: Origins): string | undefined {
  if (allowed === undefined) return undefined;
  if (allowed.includes("*")) return "*";
  return allowed.includes(origin) ? origin : undefined;
}
