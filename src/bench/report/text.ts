// The report of a benchmark for a terminal: tables, bars and advice.
import { type Advice, commandOf } from "../advice/advice.ts";
import type { Results } from "../results.ts";
import { countOf } from "../words.ts";
import { factsOf } from "./facts.ts";
import { type Table, tablesOf } from "./table.ts";

/** @param width columns that there are. */
export function textReport(results: Results, advice: Advice | undefined, width: number): string {
  const { tables, notes } = tablesOf(results);
  const parts = [
    factsOf(results).join("\n"),
    ...tables.map((table) => laidOut(table, advice?.choice)),
    notes.map((note) => wrapped(note, width, "")).join("\n"),
    ...["few", "many"].map((test) => bars(results, test, width, advice?.choice)),
    advice === undefined ? nothingToSay(results) : inWords(advice, results, width),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function laidOut({ title, head, rows }: Table, choice: string | undefined): string {
  const names = Math.max(...rows.map(({ name }) => name.length)) + 2;
  const widths = head.map(
    (cell, column) => Math.max(cell.length, ...rows.map(({ cells }) => cells[column]!.length)) + 2,
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padStart(widths[column]!)).join("");
  return [
    `${title}:`,
    " ".repeat(names) + line(head),
    ...rows.map(
      ({ name, cells }) => `${(name === choice ? "* " : "  ") + name.padEnd(names - 2)}${line(cells)}`,
    ),
  ].join("\n");
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

function bars({ servers, tests }: Results, test: string, width: number, choice: string | undefined): string {
  const title = tests.find(({ name }) => name === test)?.title;
  const rates = servers.map(({ name, figures }) => ({ name, rate: figures[test]?.rate ?? 0 }));
  const most = Math.max(...rates.map(({ rate }) => rate));
  if (title === undefined || most === 0 || rates.length < 2) return "";
  const names = Math.max(...rates.map(({ name }) => name.length)) + 2;
  const room = Math.max(10, Math.min(width, 100) - names - 12);
  const bar = (rate: number) => {
    const length = Math.round((rate / most) * room * 8);
    return "█".repeat(length >> 3) + eighths[length & 7];
  };
  const lines = rates.map(
    ({ name, rate }) =>
      `${(name === choice ? "* " : "  ") + name.padEnd(names - 2)} ${bar(rate)} ${countOf(rate)}`,
  );
  return [`${title}, calls a second:`, ...lines].join("\n");
}

function inWords(advice: Advice, { handler = "HANDLER" }: Results, width: number): string {
  const { choice, finding, reasons, otherwise } = advice;
  const list = (items: readonly string[]) => items.map((item) => wrapped(item, width, "- "));
  return [
    wrapped(finding, width, ""),
    "",
    `Choose ${choice}: ${commandOf(handler, advice)}`,
    ...list(reasons),
    ...(otherwise.length === 0 ? [] : ["", "Otherwise, for", ...list(otherwise)]),
  ].join("\n");
}

function nothingToSay({ servers }: Results): string {
  const own = servers.some(({ candidate }) => candidate !== undefined);
  return own
    ? "Nothing can be advised: no server answered calls of several clients in the time there was (--within)."
    : "";
}

/** A paragraph, its later lines indented like the first behind `mark`. */
function wrapped(text: string, width: number, mark: string): string {
  const lines: string[] = [];
  let line = mark;
  for (const word of text.split(" ")) {
    if (line.length + word.length + 1 > width && line.length > mark.length) {
      lines.push(line.trimEnd());
      line = " ".repeat(mark.length);
    }
    line += `${line.length > mark.length ? " " : ""}${word}`;
  }
  return [...lines, line].join("\n");
}
