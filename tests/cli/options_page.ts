// Writes docs/options.md from the rows of options, when it is run directly: `npm run docs`.
import { writeFileSync } from "node:fs";
import { defaultOf, summaryOf } from "../../src/cli/help.ts";
import { commandRows, inGroups, placeholderOf, programRows } from "../../src/cli/options/rows.ts";
import { onCommandLine } from "../../src/options/error.ts";
import { type ServeRow, serveRows } from "../../src/server/options/rows.ts";
import { root } from "../fixtures/command_line.ts";

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
- Times are in seconds, and need not be whole: \`0.5\`. One of more than 24.8 days counts as that.
- Numbers are decimal digits: not \`1e3\`, not \`0x10\`. In a program they are numbers, not strings:
  \`port: Number(process.env.PORT)\`.

## Where they are given

The command line goes before the environment, the environment before a file, and a file before the default:

    thriftserve handler.ts --max-frame-size 16M      # on the command line
    THRIFTSERVE_MAX_FRAME_SIZE=16M                   # in the environment
    max-frame-size = "16M"                           # in thriftserve.toml

\`thriftserve handler.ts --show-config\` prints what is in force and where each value comes from, what the
system's limit of open files lowers included, and serves nothing.

- **Variables** are named for the options, \`THRIFTSERVE_MODEL\` for \`--model\`, and hold what the command line would. A
  flag's is \`true\` or \`false\`, or 1 or 0; the directories of \`THRIFTSERVE_INCLUDE\` are separated as those of PATH, the
  addresses of \`THRIFTSERVE_LISTEN\` by commas or spaces. A variable that begins so and is none is refused with the nearest
  one. Those that Kubernetes makes of a service named thriftserve are passed over.
- **A file** is \`thriftserve.toml\` in the handler's folder, or what \`--config FILE\` names; \`--no-config\` has none read. It
  is TOML without tables. Keys are the command line's options without their dashes, numbers are numbers, and a text is as on the
  command line: \`port = 9090\`, \`max-frame-size = "16M"\`, \`unix-mode = "0660"\`, \`tls-optional = true\`,
  \`include = ["idl", "shared"]\`. Relative paths start from the file's folder.
- **What is given before overrules what has no use beside it**: with \`--unix\` on the command line a file's \`port\` is left
  out, with \`--model forking\` its \`workers\`. Both in one place are refused.
- **The handler** is no option: it is named on the command line.
- **\`serve()\`** reads no variables and no file: a program's options are those that it gives.

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

if (import.meta.main)
  writeFileSync(`${root}docs/options.md`, optionsPage({ ...commandRows, ...programRows }));
