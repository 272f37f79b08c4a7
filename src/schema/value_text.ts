// Values as text.
import type { Value } from "./schema.ts";

/** A value as the IDL writes it. */
export function valueText(value: Value): string {
  switch (value.kind) {
    case "bool":
    case "number":
      return String(value.value);
    case "i64":
      return value.value;
    case "list":
    case "set":
      return `[${value.elements.map(valueText).join(", ")}]`;
    case "map":
      return `{${value.entries.map(([key, one]) => `${valueText(key)}: ${valueText(one)}`).join(", ")}}`;
    case "struct":
      return `{${value.fields.map(([name, one]) => `${stringText(name)}: ${valueText(one)}`).join(", ")}}`;
    default:
      return stringText(value.value);
  }
}

/** A string as the IDL writes it. It knows no escapes but these. */
export function stringText(text: string): string {
  return `"${text.replace(/[\\"\n\r\t]/g, (character) => escapes[character]!)}"`;
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};
