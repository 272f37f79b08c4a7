// Writes docs/api.md from the docstrings, when it is run directly: `npm run docs`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../../fixtures/command_line.ts";
import { type Declaration, type Exported, type JsDoc, type Member, symbolsOf } from "./document.ts";
import { memberText, signatureText, typeParametersText, typeText } from "./types.ts";

/** The text of the page. */
export function apiPage(): string {
  const symbols = symbolsOf("mod.ts");
  const known = new Set(symbols.map(({ name }) => name));
  const sections = groups.map(({ title, has }) => {
    const entries = symbols.filter((symbol) => has(symbol) && groupOf(symbol) === title);
    return `## ${title}\n\n${entries.map((symbol) => entry(symbol, known)).join("\n\n")}`;
  });
  return `${beginning}\n${sections.join("\n\n")}\n\n${forPages(symbols, known)}\n\n${forTensors(known)}\n`;
}

const beginning = `# The library

Written from the docstrings by \`npm run docs\`; a test compares them. All of it is imported from \`thriftserve\`. Times are in
seconds, sizes in bytes.
`;

/** In the order of the page; a name stands in the first that has it. */
const groups: readonly { readonly title: string; readonly has: (symbol: Exported) => boolean }[] = [
  { title: "Functions", has: ({ declarations: [first] }) => first?.kind === "function" },
  {
    title: "Errors",
    has: ({ declarations: [first] }) =>
      first?.def.extends === "Error" || /Error$/.test(String(first?.def.extends)),
  },
  {
    title: "Classes and interfaces",
    has: ({ declarations: [first] }) => /class|interface/.test(first?.kind ?? ""),
  },
  { title: "Other types and values", has: () => true },
];

function groupOf(symbol: Exported): string {
  return groups.find(({ has }) => has(symbol))!.title;
}

/** Whose members stand on another page, which is written from a table of them. */
const elsewhere: Readonly<Record<string, string>> = {
  ServeOptions: "Each option, with its default: [options.md](options.md).",
};

function entry({ name, declarations: all }: Exported, known: ReadonlySet<string>, title = name): string {
  const overloads = all.filter(({ def }) => def.hasBody !== true);
  const declarations = overloads.length > 0 ? overloads : all; // a body is the implementation of the others
  const told = all.find(({ jsDoc }) => jsDoc?.doc !== undefined)?.jsDoc;
  return [
    `### ${title}`,
    declarations.map((one) => `    ${spelledOut(heading(name, one), one)}`).join("\n"),
    words(told?.doc, known),
    details(told, known),
    elsewhere[name] ??
      declarations.flatMap((one) => members(one).map((member) => line(member, known))).join("\n"),
    examples(told),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** A declaration without its members. */
function heading(name: string, { kind, def }: Declaration): string {
  const named = `${name}${typeParametersText(def.typeParams)}`;
  if (kind === "function") return `function ${name}${signatureText(def)}`;
  if (kind === "variable")
    return `const ${name}${def.tsType === undefined ? "" : `: ${typeText(def.tsType)}`}`;
  if (kind === "typeAlias") return `type ${named} = ${typeText(def.tsType)}`;
  const parents =
    typeof def.extends === "string" ? def.extends : (def.extends ?? []).map(typeText).join(", ");
  return `${kind} ${named}${parents === "" ? "" : ` extends ${parents}`}`;
}

/** The members of a list of texts, in place of the list's name. */
function spelledOut(text: string, { location }: Declaration): string {
  return text.replaceAll(/\(typeof (\w+)\)\[number\]/g, (whole, name: string) => {
    const source = readFileSync(fileURLToPath(location.filename), "utf8");
    const [, list] = new RegExp(`const ${name}(?:: readonly| =) \\[([^\\]]*)\\]`).exec(source) ?? [];
    const texts = list?.match(/"[^"]*"/g);
    return texts ? texts.join(" | ") : whole;
  });
}

function members({ def }: Declaration): Member[] {
  const { constructors = [], properties = [], methods = [] } = def;
  return [...constructors, ...properties, ...methods].filter(
    ({ name, accessibility, jsDoc }) =>
      !name.startsWith("[") &&
      accessibility !== "private" &&
      !jsDoc?.tags?.some(({ kind }) => kind === "internal"),
  );
}

function line(member: Member, known: ReadonlySet<string>): string {
  const parts = [words(member.jsDoc?.doc, known), details(member.jsDoc, known)].filter((part) => part !== "");
  const text = parts.join("\n\n").replaceAll(/\n(?=.)/g, "\n  ");
  return `- \`${memberText(member)}\`${text === "" ? "" : `: ${text}`}`;
}

/** Parameters, the result and errors. */
function details(jsDoc: JsDoc | undefined, known: ReadonlySet<string>): string {
  const lines = (jsDoc?.tags ?? []).flatMap(({ kind, name, doc, tsType }) => {
    const text = words(doc, known);
    if (kind === "param" || kind === "template") return [`- \`${name}\`: ${text}`];
    if (kind === "return") return [`- returns ${text}`];
    if (kind === "throws") return [`- throws ${linked(tsType?.repr ?? "Error", known)} ${text}`];
    return [];
  });
  return lines.join("\n");
}

function examples(jsDoc: JsDoc | undefined): string {
  const found = (jsDoc?.tags ?? []).filter(({ kind }) => kind === "example");
  return found.map(({ doc }) => doc?.trim() ?? "").join("\n\n");
}

/** A docstring's text: its lines joined, but in lists and code; links lead to entries of the page. */
function words(text: string | undefined, known: ReadonlySet<string>): string {
  const paragraphs = (text ?? "").trim().split("\n\n");
  const joined = paragraphs.map((one) => (/^(?:- |```| {4})/m.test(one) ? one : one.replaceAll("\n", " ")));
  const readable = joined.join("\n\n").replaceAll(/\bdocs\/(\w+\.md)/g, "[$1]($1)");
  return readable.replaceAll(/\{@link ([\w.]+)\}/g, (_, name: string) => linked(name, known));
}

function linked(name: string, known: ReadonlySet<string>): string {
  return known.has(name) ? `[${name}](#${name.toLowerCase()})` : `\`${name}\``;
}

/** What `thriftserve/client` has that is another thing there, and the names of the rest. */
function forPages(symbols: readonly Exported[], known: ReadonlySet<string>): string {
  const own = (one: Exported) => {
    const same = symbols.find(({ name }) => name === one.name);
    const place = ({ declarations: [first] }: Exported) => JSON.stringify(first?.location);
    return same === undefined || place(same) !== place(one);
  };
  const all = symbolsOf("client.ts");
  const entries = all
    .filter(own)
    .map((symbol) => entry(symbol, known, `${symbol.name}, of thriftserve/client`));
  const rest = all.filter((symbol) => !own(symbol)).map(({ name }) => linked(name, known));
  return [
    "## thriftserve/client",
    "The client for pages of browsers: [client.md](client.md).",
    ...entries,
    `As above: ${rest.join(", ")}.`,
  ].join("\n\n");
}

/** All of `thriftserve/tensor`: nothing of it is elsewhere. */
function forTensors(known: ReadonlySet<string>): string {
  const symbols = symbolsOf("tensor.ts");
  const all = new Set([...known, ...symbols.map(({ name }) => name)]);
  return [
    "## thriftserve/tensor",
    "Typed arrays as values of [tensor.thrift](../idl/tensor.thrift), and back: [tensors.md](tensors.md).",
    ...symbols.map((symbol) => entry(symbol, all)),
  ].join("\n\n");
}

if (import.meta.main) writeFileSync(join(root, "docs/api.md"), apiPage());
