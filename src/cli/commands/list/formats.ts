// The contents of an IDL as text, JSON and Markdown.
import type { Contents, ListedField, ListedFunction } from "./contents.ts";

/** Writers by the names that `--format` takes. */
export const formats = {
  text: (contents) => written(contents, plain),
  json: (contents) => `${JSON.stringify(contents, null, 2)}\n`,
  markdown: (contents) => written(contents, markdown),
} satisfies Readonly<Record<string, (contents: Contents) => string>>;

/** The name of a format. */
export type Format = keyof typeof formats;

/** A way to write definitions: each gives the lines of one part. */
interface Style {
  heading(text: string, doc: string | undefined): string[];
  entry(text: string, doc: string | undefined): string[];
}

const plain: Style = {
  heading: (text, doc) => [text, ...docLines(doc, "    ")],
  entry: (text, doc) => [`  ${text}`, ...docLines(doc, "      ")],
};

const markdown: Style = {
  heading: (text, doc) => [`## ${escaped(text)}`, "", ...(doc === undefined ? [] : [doc.trim(), ""])],
  entry: (text, doc) => [`- \`${text}\``, ...docLines(doc, "  ")],
};

function written({ services, types, constants }: Contents, style: Style): string {
  const parts: string[][] = [];
  for (const { name, doc, extends: parent, functions } of services) {
    const heading = `service ${name}${parent === undefined ? "" : ` extends ${parent}`}`;
    const entries = functions.flatMap((func) => style.entry(signature(func), docOf(func)));
    parts.push([...style.heading(heading, doc), ...entries]);
  }
  for (const type of types) {
    const entries =
      type.kind === "enum"
        ? type.members.flatMap(({ name, value, doc }) => style.entry(`${name} = ${value}`, doc))
        : type.fields.flatMap((field) => style.entry(fieldText(field), field.doc));
    parts.push([...style.heading(`${type.kind} ${type.name}`, type.doc), ...entries]);
  }
  if (constants.length > 0) {
    const entries = constants.flatMap(({ name, type, value, doc }) =>
      style.entry(`${type} ${name} = ${value}`, doc),
    );
    parts.push([...style.heading("constants", undefined), ...entries]);
  }
  return `${parts.map((lines) => lines.join("\n").trimEnd()).join("\n\n")}\n`;
}

function signature({ name, oneway, returns, arguments: takes, throws }: ListedFunction): string {
  const list = (fields: readonly ListedField[]) => fields.map(fieldText).join(", ");
  const thrown = throws.length === 0 ? "" : ` throws (${list(throws)})`;
  return `${oneway ? "oneway " : ""}${returns} ${name}(${list(takes)})${thrown}`;
}

/** The function's, and those of its arguments. */
function docOf({ doc, arguments: takes }: ListedFunction): string | undefined {
  const ofArguments = takes.flatMap((field) =>
    field.doc === undefined ? [] : [`${field.name}: ${field.doc.trim()}`],
  );
  const lines = [...(doc === undefined ? [] : [doc]), ...ofArguments];
  return lines.length === 0 ? undefined : lines.join("\n");
}

function fieldText({ id, name, type, requiredness, default: value }: ListedField): string {
  const word = requiredness === "default" ? "" : `${requiredness} `;
  return `${id}: ${word}${type} ${name}${value === undefined ? "" : ` = ${value}`}`;
}

function docLines(doc: string | undefined, indent: string): string[] {
  return doc === undefined
    ? []
    : doc
        .trim()
        .split("\n")
        .map((line) => (indent + line).trimEnd());
}

function escaped(text: string): string {
  return text.replaceAll("_", "\\_");
}
