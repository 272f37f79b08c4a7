// Writes the JSON of a form: whole numbers of any length have their digits.

/** As `JSON.stringify`, with bigints as numbers; where the engine cannot write these, as strings, which mean the same. */
export function writeJson(value: unknown, indent = 2): string {
  const { rawJSON = String } = JSON as { readonly rawJSON?: (text: string) => unknown };
  const replace = (_: string, one: unknown) => (typeof one === "bigint" ? rawJSON(String(one)) : one);
  return JSON.stringify(value ?? null, replace, indent);
}
