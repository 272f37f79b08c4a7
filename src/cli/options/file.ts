// Reads options from a file of TOML, `thriftserve.toml` beside the handler for example.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checked, readOption, unknownOption } from "../../options/check.ts";
import { OptionsError, worded } from "../../options/error.ts";
import type { Kind } from "../../options/kinds.ts";
import { otherOptions } from "../../server/options/habits.ts";
import type { ServeRow } from "../../server/options/rows.ts";
import { displayPath } from "../../words/paths.ts";
import { Mistake } from "../mistakes.ts";
import { type Given, keyOf, type Source, toldBy } from "./source.ts";

/** The file beside a handler, if there is one. */
export function fileBeside(handler: string): string | undefined {
  if (/^(?!file:)[a-z][a-z+.-]+:/i.test(handler)) return undefined;
  const path = handler.startsWith("file:") ? fileURLToPath(handler) : handler;
  const file = join(dirname(path), usualName);
  return existsSync(file) ? displayPath(file) : undefined;
}

/**
 * @param rows the options that a file may have.
 * @throws {Mistake} with the line, when it is no TOML, or an option is none or has a value that cannot be.
 */
export async function readOptionsFile(
  file: string,
  rows: Readonly<Record<string, ServeRow>>,
): Promise<Given> {
  const text = readFileSync(file, "utf8");
  const options = new Map(Object.keys(rows).map((option) => [keyOf(option), option]));
  const source: Source = {
    named: (option, value) => keyOf(option) + (value === undefined ? "" : ` = ${JSON.stringify(value)}`),
    place: ` in ${file}`,
    subject: (option) => `${lineOf(keyOf(option), file, text)}: ${keyOf(option)}`,
    origin: (option) => `${file}: ${keyOf(option)}`,
  };
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(await parsed(file, text))) {
    const option = options.get(key);
    if (option === undefined) {
      const hint = hintOf(key, value, Object.keys(rows), source);
      throw new Mistake(`${lineOf(key, file, text)}: ${key} is no option${hint}`);
    }
    values[option] = toldBy(source, () => read(option, rows[option]!.kind, value, dirname(file)));
  }
  return { source, values };
}

const usualName = "thriftserve.toml";

async function parsed(file: string, text: string): Promise<Readonly<Record<string, unknown>>> {
  const { parse, TomlError } = await import("smol-toml"); // most servers have no file
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [said = ""] = error.message.replace("Invalid TOML document: ", "").split("\n");
    throw new Mistake(`${file}:${error.line}:${error.column}: ${said}`);
  }
}

/** The parser does not tell the lines of keys: that of the only line which begins with it. */
function lineOf(key: string, file: string, text: string): string {
  const begins = new RegExp(`^\\s*\\[?["']?${key.replace(/\W/g, "\\$&")}["']?\\s*[\\]=.]`);
  const lines = text.split("\n").flatMap((line, index) => (begins.test(line) ? index + 1 : []));
  return lines.length === 1 ? `${file}:${lines[0]}` : file;
}

/** A text is as on the command line. */
function read(option: string, kind: Kind<unknown>, value: unknown, folder: string): unknown {
  if (kind.textOnly && typeof value === "number") {
    throw new OptionsError(option, `is ${value}, a number; expected ${kind.expected}, in quotes`);
  }
  const isText = typeof value === "string" && kind.read !== undefined;
  const used = isText ? readOption(option, kind, value) : checked(option, kind, value);
  return kind.from === undefined ? used : kind.from(folder, used);
}

function hintOf(key: string, value: unknown, options: readonly string[], source: Source): string {
  const hint = unknownOption(key, options, otherOptions);
  if (hint !== undefined) return `; ${worded(hint, source.named)}`;
  const isTable = typeof value === "object" && !Array.isArray(value);
  return isTable ? "; options stand in no table: port = 9090" : "";
}
