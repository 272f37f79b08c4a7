// Shows values in messages.

/** A value as an error message shows it: short, and never with text of the value's own making. It never throws. */
export function show(value: unknown): string {
  try {
    return shown(value);
  } catch {
    return "an object"; // a Proxy that cannot be asked
  }
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `an array of ${value.length}`;
  if (value instanceof Map) return "a Map";
  if (value instanceof Set) return "a Set";
  if (value instanceof Uint8Array) return "a Uint8Array";
  return value instanceof Error ? "an Error" : "an object";
}
