// Origins of web pages as values of an option.
import type { Kind } from "./kinds.ts";

/** Origins as browsers send them, `*` or `null`; a text has several of them with commas between, or is repeated. */
export const origins: Kind<readonly string[]> = {
  type: "other",
  expected: "origins such as https://app.example, null, or * for any",
  accept(value) {
    if (!Array.isArray(value)) return undefined;
    const read = value.map(originIn);
    return read.includes(undefined) ? undefined : (read as string[]);
  },
  read(given, previous) {
    const read = given.split(",").map((one) => originIn(one.trim()));
    if (read.includes(undefined)) return undefined;
    return [...((previous as readonly string[] | undefined) ?? []), ...read];
  },
  hint(value) {
    if (typeof value !== "string") return undefined;
    if (URL.canParse(value) && isWeb.test(value)) return `did you mean ${new URL(value).origin}?`;
    return /^[\w.-]+(:\d+)?$/.test(value) ? `did you mean https://${value}?` : undefined;
  },
};

/** An origin in the form that browsers send: small letters, and no port that goes without saying. */
function originIn(value: unknown): string | undefined {
  if (value === "*" || value === "null") return value;
  if (typeof value !== "string" || !/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@,*]+\/?$/i.test(value)) return undefined;
  if (!URL.canParse(value)) return undefined;
  // What an extension of a browser is from has an origin that URL does not know.
  return isWeb.test(value) ? new URL(value).origin : value.replace(/\/$/, "");
}

const isWeb = /^https?:/i;
