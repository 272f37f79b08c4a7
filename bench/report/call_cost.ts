// The section of the report that tells where the time of a call goes.
import type { CallCosts } from "../measure/call_cost.ts";

/** The section in Markdown. */
export function callCostSection({ stages, loads }: CallCosts): string {
  const one = loads[0]!;
  const codec = stages.codec / 1000;
  const framing = stages.framing / 1000;
  const queue = stages.queue / 1000;
  const rows: [string, number, string][] = [
    ["sockets", one.sockets, "a server on Bun that answers each frame with one of the same size"],
    ["framing", framing, "the message is found in its bytes, and the reply put into a frame; in one process"],
    ["codec and handler", codec, "the call is read, `add` called, the reply written; in one process"],
    [
      "connection",
      Math.max(0, one.inline - one.sockets - framing - codec),
      "what is left of a call on one event loop: limits, deadlines, counts, turns",
    ],
    ["queue, there and back", queue, "the message and the reply go through shared memory; in one thread"],
    [
      "wake-ups",
      Math.max(0, one.relayed - one.inline - queue),
      "what is left: waking a thread and the event loop, and memory that moves from one processor to the other",
    ],
  ];
  const table = rows.map(([part, cost, what]) => `| ${part} | ${cost.toFixed(2)} | ${what} |`);
  const byLoad = loads.map(
    ({ connections, depth, sockets, inline, relayed }) =>
      `| ${connections.toLocaleString("en")} | ${depth} | ${[sockets, inline, relayed].map((cost) => cost.toFixed(2)).join(" | ")} |`,
  );
  const detection = (stages.detection / 1000).toFixed(2);
  return [
    "## Where the time of a call goes",
    `Microseconds of processor time for a call of \`add\` on Bun under the default model, nonblocking with two threads, by the
scheduler's clock, whatever else the machine does. ${one.connections} connections have one call each under way. Telling a
connection's dialect takes ${detection} us, once. \`bench/measure/call_cost.ts\` measures it.`,
    ["| part | us | |", "|---|---:|---|", ...table, `| **all** | ${one.relayed.toFixed(2)} | |`].join("\n"),
    `The same by the number of connections. Where a client sends calls without waiting for replies those of a connection are
relayed together, and a wake-up serves many.`,
    [
      "| connections | calls of each under way | sockets alone | nonblocking 0 | nonblocking 2 |",
      "|---:|---:|---:|---:|---:|",
      ...byLoad,
    ].join("\n"),
  ].join("\n\n");
}
