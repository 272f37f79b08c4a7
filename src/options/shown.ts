// Shows the value that an option was given: short, with its type where that is what is wrong.
import type { Kind } from "./kinds.ts";

/** `70000`, or `"0", a string` where a number is expected. */
export function shown(value: unknown, kind?: Kind<unknown>): string {
  if (typeof value === "string") return `${shownText(value)}${kind?.type === "string" ? "" : ", a string"}`;
  if (typeof value === "number") return kind?.show?.(value) ?? String(value);
  if (typeof value === "bigint") return `${value}n, a bigint`;
  if (typeof value === "symbol") return "a symbol";
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  const tag = tagOf(value);
  return `${/^[AEIO]/.test(tag) ? "an" : "a"} ${tag === "Object" || tag === "Array" ? tag.toLowerCase() : tag}`;
}

/** In quotes, and no longer than a line has room for. */
export function shownText(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

/** `Object`, `Array`, `URL`, `Map`. */
export function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}
