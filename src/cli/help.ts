// The text of `--help`, as wide as the terminal, and the answer to a bare `thriftserve`.
import { availableParallelism } from "node:os";
import type { Command, Help } from "commander";
import { onCommandLine } from "../options/error.ts";
import { models } from "../server/models.ts";
import { listed, type ServeRow, serveRows } from "../server/options/rows.ts";

/** The answer to a command line with nothing in it. */
export const usage = `no handler is given

  thriftserve HANDLER [options]

  thriftserve handler.ts                 serves it on ${serveRows.host.fallback}:${serveRows.port.fallback}
  thriftserve handler.ts --port 0 --model processpool --workers 4

See thriftserve --help for all options.`;

/** Sets how the help of a command is laid out. */
export function layOut(program: Command): void {
  program
    .configureOutput({ getOutHelpWidth: width })
    .configureHelp({ minWidthToWrap: 1, styleTitle: (title) => title, formatItem })
    .addHelpText("after", () => explanation(program.createHelp()));
}

/** An option in words, with the models that it is for and its default. */
export function helpOf(option: string, row: ServeRow): string {
  const here = option === "workers" ? `, ${availableParallelism()} here` : "";
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

const usualModel = serveRows.model.fallback;

/** Narrower than this a column is no pleasure to read. */
const narrowest = 24;

function explanation(help: Help): string {
  const paragraph = (text: string) => indented(help.boxWrap(text, width() - 2), 2);
  const list = (items: readonly (readonly [string, string])[]) => {
    const longest = Math.max(...items.map(([term]) => term.length));
    return items.map(([term, description]) => formatItem(term, longest, description, help)).join("\n");
  };
  return `
${help.boxWrap("Server models (a worker runs one call at a time unless --concurrency says more):", width())}
${list(Object.values(models).map(({ name, summary }) => [name, summary + (name === usualModel ? " (the default)" : "")]))}

${paragraph("Calls that use the processor: nonblocking, threadpool or processpool.")}
${paragraph("Calls that wait for something else: any of them with --concurrency.")}
${paragraph("Handlers that must share nothing between clients: forking.")}

Sizes:
${paragraph("are in bytes; 16k, 16M and 16G are powers of 1024.")}

${help.boxWrap("Options from elsewhere (the command line goes first, then variables, then the file):", width())}
${list([
  ["THRIFTSERVE_PORT=0", "a variable for each option"],
  ["thriftserve.toml", "beside the handler, or as --config says: port = 0"],
])}

Signals:
${list([
  ["TERM, INT", "finish the calls at work and end; a second one ends at once"],
  ["HUP, QUIT, USR1, USR2", "do nothing"],
])}

Exit statuses:
${list([
  ["0", "it was ended by TERM or INT"],
  ["1", "a failure, such as a port in use, or a second signal"],
  ["2", "yours to mend: a wrong option, a handler that does not fit its IDL, an IDL with errors"],
])}

Examples:
  thriftserve handler.ts
  thriftserve handler.ts \\
    --model processpool --workers 4
  thriftserve handler.ts \\
    --workers 0 --host 0.0.0.0
  thriftserve handler.ts \\
    --unix /run/calculator.sock
  thriftserve handler.ts \\
    --idl calculator.thrift#Calculator`;
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
