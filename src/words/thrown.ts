// Tells of what was thrown, whatever that is: a handler may throw anything. Nothing here throws.
import { show } from "./show.ts";

/** The message of an error, or what else was thrown as text. It never throws, whatever that is. */
export function textOf(thrown: unknown): string {
  try {
    return asText(isError(thrown) ? thrown.message : thrown);
  } catch {
    return "an object that cannot be shown as text";
  }
}

/** Everything there is to know, for the log; of something very long its beginning. It never throws. */
export function stackOf(thrown: unknown): string {
  const text = stackIn(thrown) ?? textOf(thrown);
  if (text.length <= longestStack) return text;
  return `${text.slice(0, longestStack)}… (${text.length - longestStack} more characters)`;
}

function stackIn(thrown: unknown): string | undefined {
  try {
    const stack = isInstance(thrown, Error) ? (thrown.stack as unknown) : undefined;
    return typeof stack === "string" ? stack : undefined;
  } catch {
    return undefined;
  }
}

/** An array's own text may be as long as memory allows, and take minutes, though there is nothing in it; a function's is its source. */
function asText(value: unknown): string {
  if (typeof value === "function") return "a function";
  const isArray = Array.isArray(value) || ArrayBuffer.isView(value);
  return isArray ? show(value) : String(value);
}

/** Whether a value is an instance of a class. It never throws: a Proxy may, when it is asked. */
export function isInstance<T extends object>(
  value: unknown,
  type: abstract new (...args: never[]) => T,
): value is T {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}

/** Whether a value is an error, of another realm (node:vm) too: that is an instance of no class of this one. It never throws. */
export function isError(value: unknown): value is Error {
  if (isInstance(value, Error)) return true;
  try {
    return Object.prototype.toString.call(value) === "[object Error]";
  } catch {
    return false; // a Proxy may be revoked
  }
}

/** The most characters of a stack that are kept. */
const longestStack = 16_384;
