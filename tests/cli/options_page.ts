// Writes docs/options.md from the rows of options, when it is run directly: `bun tests/cli/options_page.ts`.
import { writeFileSync } from "node:fs";
import { defaultOf, summaryOf } from "../../src/cli/help.ts";
import { commandRows, inGroups, placeholderOf } from "../../src/cli/options/rows.ts";
import { onCommandLine } from "../../src/options/error.ts";
import { type ServeRow, serveRows } from "../../src/server/options/rows.ts";
import { root } from "./command_line.ts";

/** The text of the page. */
export function optionsPage(rows: Readonly<Record<string, ServeRow>>): string {
  const ordered = inGroups(rows);
  const groups = [...new Set(ordered.map(([, { group }]) => group))];
  const tables = groups.map((group) => {
    const lines = ordered.filter(([, row]) => row.group === group).map(([name, row]) => line(name, row));
    return `## ${group}\n\n| command line | \`serve()\` | values | default | |\n|---|---|---|---|---|\n${lines.join("\n")}\n`;
  });
  return `${beginning}\n${tables.join("\n")}`;
}

const beginning = `# Options

The same for the command line and for \`serve()\`, and checked by the same code: a name that is none is refused with the
nearest one, a value that cannot be with what was expected. What has no use beside the others, \`--workers\` for a
model without a fixed number of them say, is refused too. Each has a default that suits production.

- Sizes are in bytes. On the command line \`16k\`, \`16M\` and \`1G\` are powers of 1024; \`16MB\` is refused, as it may
  mean either.
- Times are in seconds, and need not be whole: \`0.5\`.
- Numbers are decimal digits: not \`1e3\`, not \`0x10\`. In a program they are numbers, not strings:
  \`port: Number(process.env.PORT)\`.
- There is no configuration file, and no option is read from the environment.

\`thriftserve --help\` tells the same, and signals and exit statuses. This page is written from the options' own table; a
test compares them.
`;

function line(name: string, row: ServeRow): string {
  const placeholder = placeholderOf(row);
  const flag = `\`${row.letter === undefined ? "" : `-${row.letter}, `}${onCommandLine(name)}${
    placeholder === undefined ? "" : ` <${placeholder}>`
  }\``;
  const inProgram = name in serveRows ? `\`${name}\`` : "";
  return `| ${flag} | ${inProgram} | ${bounds(row)} | ${defaultOf(row, shown) ?? ""} | ${summaryOf(row)} |`;
}

function bounds({ kind }: ServeRow): string {
  const { least, most } = kind.bounds ?? {};
  if (least === undefined) return most === undefined ? "" : `up to ${shown(most)}`;
  return most === undefined ? `${shown(least)} or more` : `${shown(least)} to ${shown(most)}`;
}

function shown(value: unknown): string {
  return typeof value === "number"
    ? value.toLocaleString("en-US", { useGrouping: value > 9999 })
    : String(value);
}

if (import.meta.main) writeFileSync(`${root}docs/options.md`, optionsPage(commandRows));
