// The IDL that a handler module has as text, in place of a file.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type IdlInText, inItsPlace } from "../idl/text.ts";
import type { HandlerSource } from "./source.ts";

/** The text with its place in the module, where that can be found. */
export function textOf(service: string, { url, file }: Pick<HandlerSource, "url" | "file">): IdlInText {
  if (!url.startsWith("file:")) return { text: service, file: "service", shown: file };
  const path = fileURLToPath(url);
  const placed = inItsPlace(service, moduleText(path));
  if (placed !== undefined) return { text: placed, file: path, shown: file };
  return { text: service, file: path, shown: `${file}: service` };
}

function moduleText(path: string): string {
  try {
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n"); // as template literals have it
  } catch {
    return "";
  }
}
