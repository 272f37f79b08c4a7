// The fields of an exception in one line, for its message: `{ key: "x", tried: [1, 2] }`.

/** Undefined when no field is set. Never longer than a message should be. */
export function shownFields(fields: Readonly<Record<string, unknown>>): string | undefined {
  const text = shownProperties(Object.entries(fields), 0);
  if (text === undefined) return undefined;
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const longest = 1000;

function shown(value: unknown, depth: number): string {
  if (typeof value === "string")
    return JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  if (depth >= deepest) return "…";
  if (Array.isArray(value)) return `[${listed(value, (one) => shown(one, depth + 1))}]`;
  if (value instanceof Set) return `{${listed([...value], (one) => shown(one, depth + 1))}}`;
  if (value instanceof Map) {
    return `{${listed([...value], ([key, one]) => `${shown(key, depth + 1)} => ${shown(one, depth + 1)}`)}}`;
  }
  return shownProperties(Object.entries(value), depth + 1) ?? "{}";
}

const deepest = 4;

function shownProperties(
  entries: readonly (readonly [string, unknown])[],
  depth: number,
): string | undefined {
  const set = entries.filter(([, value]) => value !== undefined);
  if (set.length === 0) return undefined;
  return `{ ${listed(set, ([name, value]) => `${name}: ${shown(value, depth)}`)} }`;
}

function listed<Element>(elements: readonly Element[], show: (element: Element) => string): string {
  const first = elements.slice(0, most).map(show);
  return [...first, ...(elements.length > most ? [`… ${elements.length - most} more`] : [])].join(", ");
}

const most = 20;
