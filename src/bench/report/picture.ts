// A benchmark as a picture, and as a page that holds it.
import { type Advice, commandOf } from "../advice/advice.ts";
import type { Results } from "../results.ts";
import { countOf, latencyOf } from "../words.ts";
import { factsOf } from "./facts.ts";
import { drawChart, escaped } from "./svg.ts";
import { type Table, tablesOf } from "./table.ts";

/** The chart as SVG: a panel for each test, a bar for each server. */
export function svgReport(results: Results, advice: Advice | undefined): string {
  return drawChart({
    title: `Calls a second: ${[results.handler, results.method].filter(Boolean).join(", ")}`,
    caption: `${results.machine}, ${results.processors} processors, ${results.runtime}, ${results.date}`,
    panels: results.tests.map(({ name, title }) => ({
      title,
      bars: results.servers.map((server) => {
        const figures = server.figures[name];
        const rate = figures?.rate ?? 0;
        return {
          name: server.name,
          value: rate,
          label:
            figures === undefined
              ? "not measured"
              : `${countOf(rate)} · 99 % within ${latencyOf(figures.p99)} ms`,
          kind:
            server.candidate === undefined ? "other" : server.name === advice?.choice ? "chosen" : "usual",
        } as const;
      }),
    })),
  });
}

/** A page that needs nothing else. */
export function htmlReport(results: Results, advice: Advice | undefined): string {
  const { tables, notes } = tablesOf(results);
  const title = `${[results.handler, results.method].filter(Boolean).join(", ")}: server models`;
  const paragraph = (line: string) => `<p>${escaped(line)}</p>`;
  const list = (items: readonly string[]) =>
    `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`;
  const advised = advice && [
    `<h2>Choose ${escaped(advice.choice)}</h2>`,
    `<pre>${escaped(commandOf(results.handler ?? "HANDLER", advice))}</pre>`,
    paragraph(advice.finding),
    list(advice.reasons),
    advice.otherwise.length === 0 ? "" : `<h3>Otherwise, for</h3>${list(advice.otherwise)}`,
  ];
  return [
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>`,
    `<meta name="viewport" content="width=device-width"><style>${style}</style><body>`,
    `<h1>${escaped(title)}</h1>`,
    ...factsOf(results).map(paragraph),
    ...(advised ?? []),
    svgReport(results, advice),
    ...tables.map((table) => htmlTable(table, advice?.choice)),
    ...notes.map(paragraph),
    "</body></html>\n",
  ].join("\n");
}

function htmlTable({ title, head, rows }: Table, choice: string | undefined): string {
  const cells = (tag: "th" | "td", all: readonly string[]) =>
    all.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("");
  const lines = rows.map(
    ({ name, cells: figures }) =>
      `<tr${name === choice ? ' class="chosen"' : ""}><th>${escaped(name)}</th>${cells("td", figures)}</tr>`,
  );
  return `<h2>${escaped(title)}</h2><table><tr><th></th>${cells("th", head)}</tr>${lines.join("\n")}</table>`;
}

const style = [
  "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#0f172a}",
  "table{border-collapse:collapse;font-variant-numeric:tabular-nums}",
  "th,td{padding:.2rem .6rem;text-align:right;border-bottom:1px solid #e2e8f0}tr>:first-child{text-align:left}",
  ".chosen{background:#dbeafe}pre{background:#f1f5f9;padding:.6rem;overflow:auto}svg{max-width:100%;height:auto}",
].join("");
