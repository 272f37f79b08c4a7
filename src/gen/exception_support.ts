// The functions that the classes of exceptions of one generated module share, as text.

/** For any class. */
export const exceptionSupport = `/** The name that servers know the exception by: one that a bundler has shortened would not do. */
function $named(type: { readonly prototype: object }, name: string): void {
  Object.defineProperty(type, "name", { value: name });
  Object.defineProperty(type.prototype, "name", { value: name, writable: true, configurable: true });
}

/** Defined, not assigned: a field may have the name of something that errors have. */
function $assign(error: object, fields: object): void {
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    if (value === undefined) continue;
    Object.defineProperty(error, name, { value, writable: true, enumerable: true, configurable: true });
  }
}

function $isInstance(type: { readonly name: string }, byName: boolean, value: unknown): boolean {
  if (Function.prototype[Symbol.hasInstance].call(type, value)) return true;
  if (!byName || typeof value !== "object" || value === null) return false;
  return Function.prototype[Symbol.hasInstance].call(Error, value) && value.constructor?.name === type.name;
}
`;

/** For classes whose messages show the fields. */
export const fieldsSupport = `/** The fields in one line, for the message. */
function $shown(fields: object): string {
  const text = JSON.stringify($plain(fields));
  if (text === "{}") return "";
  return text.length > 1000 ? \`\${text.slice(0, 1000)}…\` : text;
}

/** Copied, not left to toJSON: that of a Buffer writes out every byte. */
function $plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return \`<\${value.length} bytes>\`;
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) {
    return Array.from(value as Iterable<unknown>, $plain);
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, $plain(one)]));
}
`;
