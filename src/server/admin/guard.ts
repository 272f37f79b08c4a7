// Decides who may use the admin port: who brings the token; without one, programs of this machine, but no pages in its
// browsers.
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { type AdminAddress, isLocal } from "../options/admin_address.ts";

/** The reason why a request is refused. */
export interface Denied {
  readonly status: 401 | 403;
  readonly reason: string;
}

/** Looks at a request's headers. @returns undefined: it is let in. */
export function denied(
  headers: IncomingHttpHeaders,
  address: AdminAddress,
  token: string | undefined,
): Denied | undefined {
  if (isOfOtherPage(headers)) return { status: 403, reason: otherPage };
  if (token !== undefined) {
    const [, given] = /^bearer +(\S+)$/i.exec(headers.authorization ?? "") ?? [];
    if (given !== undefined && isSame(given, token)) return undefined;
    return {
      status: 401,
      reason: "expected the header Authorization: Bearer with the token of --admin-token",
    };
  }
  // A name that a page has had point here is not one of this machine's.
  if ("path" in address || isOwnName(headers.host)) return undefined;
  return { status: 403, reason: otherHost };
}

/**
 * Looks at a request for the page itself, which has nothing of the server's in it: it asks for the token, and may be linked
 * to from elsewhere.
 * @returns undefined: it is let in.
 */
export function deniedPage(
  headers: IncomingHttpHeaders,
  address: AdminAddress,
  token: string | undefined,
): Denied | undefined {
  const { "sec-fetch-mode": mode, "sec-fetch-dest": destination } = headers;
  const isVisit = mode === "navigate" && destination === "document";
  if (isOfOtherPage(headers) && !isVisit) return { status: 403, reason: otherPage };
  if (token !== undefined || "path" in address || isOwnName(headers.host)) return undefined;
  return { status: 403, reason: otherHost };
}

/** Whether a page of this port's asks, or of another: programs do not say where they are from. */
export function isFromPage({ origin, "sec-fetch-site": site }: IncomingHttpHeaders): boolean {
  return origin !== undefined || site !== undefined;
}

const otherPage = "pages of other places may not ask here";
const otherHost = "expected a host of this machine's: 127.0.0.1, [::1] or localhost";

/** Browsers say where a page is from that asks for something. */
function isOfOtherPage({ origin, host, "sec-fetch-site": site }: IncomingHttpHeaders): boolean {
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  return origin !== undefined && origin.replace(/^https?:\/\//, "") !== host;
}

function isOwnName(host: string | undefined): boolean {
  const name = host?.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return name !== undefined && isLocal({ host: name, port: 0 });
}

/** Takes as long however much of it is right. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
