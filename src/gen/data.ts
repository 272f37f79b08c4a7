// Plain data as the source text of a literal.

/** A value of JSON's kinds as an expression. Properties that are undefined are left out. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return scalar(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  if (entries.length === 0) return "{}";
  return `{ ${entries.map(([name, one]) => `${key(name)}: ${literal(one)}`).join(", ")} }`;
}

/** A table as an expression with a line for each entry. */
export function table(entries: Readonly<Record<string, unknown>>, indent: string): string {
  const lines = Object.entries(entries).map(([name, one]) => `${indent}  ${key(name)}: ${literal(one)},\n`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indent}}`;
}

/** A string as a literal that is safe wherever an expression may stand. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
}

/** A number as an expression; minus zero is one too. */
export function numeral(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function scalar(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  return typeof value === "number" ? numeral(value) : String(value);
}

/** The name of a property in a literal. */
export function key(name: string): string {
  if (name === "__proto__") return '["__proto__"]'; // in brackets it is a property like any other
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : quoted(name);
}
