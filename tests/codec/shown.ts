// Values as text, so that property tests compare them alike on every runtime: their own comparisons differ
// in maps and sets whose elements are objects or NaN.

/** The same text for equal values of the same types only. */
export function shown(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? String(value);
  if (value instanceof Map)
    return `Map(${[...value].map(([key, one]) => `${shown(key)} => ${shown(one)}`).join(", ")})`;
  if (value instanceof Set) return `Set(${[...value].map(shown).join(", ")})`;
  if (value instanceof Uint8Array) return `${value.constructor.name}(${value.join(" ")})`;
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([name, one]) => `${JSON.stringify(name)}: ${shown(one)}`)
    .join(", ")}}`;
}
