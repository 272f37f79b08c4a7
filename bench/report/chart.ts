// The main result as a picture: an SVG with a bar for each server, in a panel for each shape of message.
import { drawChart as draw } from "../../src/bench/report/svg.ts";
import { eventLoop } from "../plan/goals.ts";
import { isSame, middle, type Outcome, ratio, type SteadyLoad } from "../plan/results.ts";
import { isOwn, programNames } from "../plan/servers.ts";

const titles: Partial<Record<SteadyLoad["request"], string>> = {
  add: "add: two integers in, one out",
  echo1k: "echo1k: 1 kB of bytes there and back",
  points100: "points100: a list of 100 structs there and back",
};

/**
 * Draws calls a second of the programs on one event loop.
 *
 * @returns the SVG; undefined when that was not measured.
 */
export function drawChart(outcomes: readonly Outcome[], caption: string): string | undefined {
  const measured = outcomes.filter(({ group, failure }) => group === eventLoop && failure === undefined);
  const loads = eventLoop.loads.filter((load) => load.kind === "steady" && load.request in titles);
  if (measured.length === 0) return undefined;
  const panels = (loads as SteadyLoad[]).map((load) => {
    const bars = measured.filter((outcome) => isSame(outcome.load, load));
    const base = bars.find(({ server }) => isSame(server, eventLoop.base));
    bars.sort((one, other) => middle(other, "rate") - middle(one, "rate"));
    return { title: titles[load.request]!, bars: bars.map((outcome) => barOf(outcome, base)) };
  });
  return draw({ title: "Calls a second, 8 connections", caption, panels });
}

function barOf(outcome: Outcome, base: Outcome | undefined) {
  const rate = middle(outcome, "rate");
  const times = base === undefined ? "" : ` · ${ratio(outcome, base, "rate").toFixed(2)} × C++`;
  return {
    name: programNames[outcome.server.program],
    value: rate,
    label: `${Math.round(rate).toLocaleString("en")}${outcome === base ? "" : times}`,
    kind: isOwn(outcome.server) ? "chosen" : "other",
  } as const;
}
