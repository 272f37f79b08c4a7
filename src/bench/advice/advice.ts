// Says which server model to choose for a handler, by what was measured, and why.
import type { Measured, Results } from "../results.ts";
import { type HandlerKind, holdsLoop, kindOf } from "./kind.ts";
import { alternativesTo, findingOf, reasonsFor } from "./reasons.ts";
import { alike, isInline, isSound, scoreOf } from "./scores.ts";

/** What to choose. */
export interface Advice {
  /** The name of the server among the results. */
  readonly choice: string;
  /** The options of the command line that it comes to. */
  readonly options: readonly string[];
  /** The kind of the handler, in a sentence. */
  readonly finding: string;
  /** The reasons, a sentence each, with their figures. */
  readonly reasons: readonly string[];
  /** Others, and what they are for. */
  readonly otherwise: readonly string[];
}

/** The command line that an advice comes to. */
export function commandOf(handler: string, { options }: Pick<Advice, "options">): string {
  return ["thriftserve", handler, ...options].join(" ");
}

/** @returns undefined when no server of ours has answered calls of several clients. */
export function adviceOf(results: Results): Advice | undefined {
  const kind = kindOf(results.call);
  // The model simple keeps all clients but one waiting: it is measured, never advised.
  const usable = results.servers.filter(
    (one) => one.candidate !== undefined && one.candidate.model !== "simple" && isSound(one),
  );
  const chosen = choose(usable, kind, results);
  if (chosen === undefined) return undefined;
  return {
    choice: chosen.name,
    options: chosen.candidate!.options,
    finding: findingOf(kind, results),
    reasons: reasonsFor(chosen, kind, results, usable),
    otherwise: alternativesTo(chosen, kind, results, usable),
  };
}

/** From the simplest to the dearest; of those that are as fast the first is chosen. */
const preference = ["inline", "nonblocking", "threadpool", "processpool", "threaded", "forking"];
/** A batch holds the event loop where it computes, and nonblocking gathers the calls of all connections too. */
const ofBatches = ["nonblocking", "inline", ...preference.slice(2)];

function choose(
  usable: readonly Measured[],
  kind: HandlerKind,
  { call, servers }: Results,
): Measured | undefined {
  const inOrder = [...usable].sort((one, other) => rankOf(one, kind) - rankOf(other, kind));
  const inline = inOrder.find(isInline);
  // Nothing is handed to anybody there, and one event loop makes more of such calls than most services get.
  const fastest = Math.max(...usable.map(scoreOf));
  if (kind === "short" && inline !== undefined && scoreOf(inline) > fastest / 4) return inline;
  const fit = inOrder.filter((one) => !(holdsLoop(call) && isInline(one)));
  // Those that are fit were measured, and had no time to answer: nothing is known of them.
  if (fit.length === 0 && servers.some((one) => one.candidate !== undefined && !isInline(one)))
    return undefined;
  const candidates = fit.length > 0 ? fit : inOrder;
  const best = Math.max(...candidates.map(scoreOf));
  return candidates.find((one) => scoreOf(one) >= best * alike);
}

function rankOf({ candidate }: Measured, kind: HandlerKind): number {
  return (kind === "batched" ? ofBatches : preference).indexOf(
    candidate!.runs === "inline" ? "inline" : candidate!.model,
  );
}
