// Turns the texts of a form's fields into the JSON that they mean, and back.

import { fromBase64, toBase64 } from "../../value_json/base64.ts";
import { writeJson } from "./json_text.ts";

/** The text of a field. */
export function textOfJson(json: unknown): string {
  if (typeof json === "object" && json !== null) return writeJson(json, 0);
  return json === undefined || json === null ? "" : String(json);
}

/** The JSON of a text: what is no number of the kind is kept as text, which the check then refuses. */
export function jsonOfText(kind: string, text: string): unknown {
  const trimmed = text.trim();
  switch (kind) {
    case "byte":
    case "i16":
    case "i32":
      return /^[+-]?\d{1,12}$/.test(trimmed) ? Number(trimmed) : text;
    case "i64":
      return /^\+?-?\d+$/.test(trimmed) ? trimmed.replace(/^\+/, "") : text;
    case "double":
      return trimmed !== "" && Number.isFinite(Number(trimmed)) && trimmed !== "-0"
        ? Number(trimmed)
        : trimmed;
    case "uuid":
      return trimmed;
    default:
      return text;
  }
}

/** The ways to write bytes. */
export type BytesForm = "text" | "hex" | "base64";

/** Bytes, which JSON has in base64, as text; undefined: they are none. */
export function bytesText(json: unknown, form: BytesForm): string | undefined {
  if (form === "base64" || typeof json !== "string") return textOfJson(json);
  const bytes = fromBase64(json);
  if (bytes === undefined) return undefined;
  if (form === "hex") return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The JSON of bytes that are written so; a text that is no hexadecimal is kept with what it was, and refused. */
export function bytesJson(text: string, form: BytesForm): string {
  if (form === "base64") return text;
  if (form === "text") return toBase64(new TextEncoder().encode(text));
  const digits = text.replace(/\s+/g, "");
  return /^([\da-f]{2})*$/i.test(digits) ? toBase64(bytesOf(digits)) : `hex ${text}`;
}

function bytesOf(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
}
