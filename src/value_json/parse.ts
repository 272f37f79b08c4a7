// Reads JSON without losing digits of whole numbers.

/**
 * As `JSON.parse`, but whole numbers that a double cannot hold become bigints, where the engine tells their digits.
 * @throws {SyntaxError}
 */
export function parseJson(text: string): unknown {
  return parse(text, (_key, value, context) => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    const { source } = context ?? {};
    return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
  });
}

/** TypeScript does not know the third argument yet: https://github.com/tc39/proposal-json-parse-with-source */
const parse = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context?: { readonly source?: string }) => unknown,
) => unknown;
