// The text of `--help`, of any command, as wide as the terminal.
import type { Command, Help } from "commander";
import { onCommandLine } from "../options/error.ts";
import { processors } from "../options/processors.ts";
import { listed, type ServeRow, serveRows } from "../server/options/rows.ts";

/** A part of the help under a heading of its own. */
export interface Section {
  readonly title: string;
  /** Terms, and what each of them is. */
  readonly items?: readonly (readonly [term: string, description: string])[];
  readonly paragraphs?: readonly string[];
  /** Lines as they are to be typed, no longer than 38 columns each. */
  readonly examples?: readonly string[];
}

/**
 * Sets how the help of a command is laid out.
 * @param before follows the description.
 * @param after follows the options.
 */
export function layOut(program: Command, before: readonly Section[], after: () => readonly Section[]): void {
  const text = (sections: readonly Section[]) =>
    sections.map((section) => laidOut(section, program.createHelp())).join("\n\n");
  program
    .configureOutput({ getOutHelpWidth: width })
    .configureHelp({
      minWidthToWrap: 1,
      styleTitle: (title) => title,
      formatItem,
      commandUsage: (command) => {
        const lines = program.createHelp().boxWrap(`${command.name()} ${command.usage()}`, width() - 7);
        return lines.replaceAll("\n", "\n       "); // beside "Usage: "
      },
      commandDescription: (command) => [command.description(), text(before)].filter(Boolean).join("\n\n"),
    })
    .addHelpText("after", () => `\n${text(after())}`.trimEnd());
}

/** An option in words, with the models that it is for and its default. */
export function helpOf(option: string, row: ServeRow): string {
  const here = option === "workers" ? `, ${processors()} here` : "";
  const otherwise = row.kind.read === undefined ? undefined : defaultOf(row);
  return withFlags(summaryOf(row) + (otherwise === undefined ? "" : ` (default: ${otherwise}${here})`));
}

/** An option in words, with the models that it is for. */
export function summaryOf({ help, models }: ServeRow): string {
  return models === undefined ? help : `${listed(models)}: ${help}`;
}

/** The default in words. @param shown how a number is written. */
export function defaultOf(
  { usual, fallback }: ServeRow,
  shown: (value: unknown) => string = String,
): string | undefined {
  return fallback === undefined ? usual : [shown(fallback), usual].filter(Boolean).join(", ");
}

/** The columns there are: as COLUMNS says, or the terminal; 80 where neither does. */
function width(): number {
  const said = Number(process.env.COLUMNS);
  return Math.max(20, Number.isInteger(said) && said > 0 ? said : (process.stdout.columns ?? 80));
}

/** A term and, beside it or, where there is no room, below it, what it is. */
function formatItem(term: string, termWidth: number, description: string, help: Help): string {
  const beside = width() - termWidth - 4;
  if (beside < narrowest) return `  ${term}\n${indented(help.boxWrap(description, width() - 6), 6)}`;
  const [first = "", ...rest] = help.boxWrap(description, beside).split("\n");
  return [
    `  ${term.padEnd(termWidth)}  ${first}`,
    ...rest.map((line) => " ".repeat(termWidth + 4) + line),
  ].join("\n");
}

/** Narrower than this a column is no pleasure to read. */
const narrowest = 24;

function laidOut({ title, items = [], paragraphs = [], examples = [] }: Section, help: Help): string {
  const longest = Math.max(...items.map(([term]) => term.length));
  const list = items.map(([term, description]) => formatItem(term, longest, description, help));
  const prose = paragraphs.map((paragraph) => indented(help.boxWrap(paragraph, width() - 2), 2));
  const gap = list.length > 0 && prose.length > 0 ? [""] : [];
  return [
    help.boxWrap(`${title}:`, width()),
    ...list,
    ...gap,
    ...prose,
    ...examples.map((line) => `  ${line}`),
  ].join("\n");
}

function indented(text: string, columns: number): string {
  return text
    .split("\n")
    .map((line) => " ".repeat(columns) + line)
    .join("\n");
}

/** Options in a text as the command line calls them. */
function withFlags(text: string): string {
  return text.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, (name) =>
    Object.hasOwn(serveRows, name) ? onCommandLine(name) : name,
  );
}
