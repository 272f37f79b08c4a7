// The main result as a picture: an SVG with a bar for each server, in a panel for each shape of message.
import { eventLoop } from "../plan/goals.ts";
import { isSame, middle, type Outcome, ratio, type SteadyLoad } from "../plan/results.ts";
import { isOwn, programNames } from "../plan/servers.ts";

const titles: Partial<Record<SteadyLoad["request"], string>> = {
  add: "add: two integers in, one out",
  echo1k: "echo1k: 1 kB of bytes there and back",
  points100: "points100: a list of 100 structs there and back",
};

const layout = { width: 760, left: 110, barsTo: 560, bar: 18, gap: 5, panelTop: 34, panelGap: 22, top: 52 };
const colours = { own: "#2563eb", peer: "#94a3b8", text: "#0f172a", faint: "#475569", paper: "#ffffff" };

/**
 * Draws calls a second of the programs on one event loop.
 *
 * @returns the SVG; undefined when that was not measured.
 */
export function drawChart(outcomes: readonly Outcome[], caption: string): string | undefined {
  const measured = outcomes.filter(({ group, failure }) => group === eventLoop && failure === undefined);
  const panels = eventLoop.loads.filter((load) => load.kind === "steady" && load.request in titles);
  if (measured.length === 0) return undefined;
  const parts = [
    text(16, 26, "Calls a second, 8 connections", { size: 17, weight: "bold" }),
    text(16, 44, caption, { fill: colours.faint, size: 11 }),
  ];
  let y = layout.top;
  for (const load of panels as SteadyLoad[]) {
    const bars = measured.filter((outcome) => isSame(outcome.load, load));
    const base = bars.find(({ server }) => isSame(server, eventLoop.base));
    const most = Math.max(...bars.map((outcome) => middle(outcome, "rate")));
    parts.push(text(16, y + 24, titles[load.request]!, { size: 13, weight: "bold" }));
    y += layout.panelTop;
    for (const outcome of bars.sort((one, other) => middle(other, "rate") - middle(one, "rate"))) {
      parts.push(drawBar(outcome, base, most, y));
      y += layout.bar + layout.gap;
    }
    y += layout.panelGap;
  }
  const size = `width="${layout.width}" height="${y}" viewBox="0 0 ${layout.width} ${y}"`;
  const font = 'font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif"';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font} role="img" aria-label="Calls a second">`,
    `<rect width="100%" height="100%" rx="8" fill="${colours.paper}"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function drawBar(outcome: Outcome, base: Outcome | undefined, most: number, y: number): string {
  const rate = middle(outcome, "rate");
  const length = Math.max(2, (rate / most) * (layout.barsTo - layout.left));
  const fill = isOwn(outcome.server) ? colours.own : colours.peer;
  const times = base === undefined ? "" : ` · ${ratio(outcome, base, "rate").toFixed(2)} × C++`;
  const label = `${Math.round(rate).toLocaleString("en")}${outcome === base ? "" : times}`;
  const baseline = y + layout.bar - 5;
  return [
    text(layout.left - 8, baseline, programNames[outcome.server.program], { size: 12, anchor: "end" }),
    `<rect x="${layout.left}" y="${y}" width="${length.toFixed(1)}" height="${layout.bar}" rx="3" fill="${fill}"/>`,
    text(layout.left + length + 8, baseline, label, { size: 12, fill: colours.faint }),
  ].join("\n");
}

interface TextStyle {
  readonly size: number;
  readonly weight?: "bold";
  readonly fill?: string;
  readonly anchor?: "end";
}

function text(x: number, y: number, content: string, { size, weight, fill, anchor }: TextStyle): string {
  const style = [
    `x="${x.toFixed(1)}" y="${y}" font-size="${size}" fill="${fill ?? colours.text}"`,
    weight && `font-weight="${weight}"`,
    anchor && `text-anchor="${anchor}"`,
  ];
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text ${style.filter(Boolean).join(" ")}>${escaped}</text>`;
}
