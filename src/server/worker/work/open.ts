// Opens the work of a worker: of the ways that calls come, only its own is loaded.
import { Output } from "../../../protocol/output.ts";
import type { RunnerParts } from "../../calls/relay/inside/parts.ts";
import type { CallRunner } from "../../calls/worker_calls.ts";
import type { CallsMessage } from "./sent_calls.ts";
import type { Work, WorkParts } from "./work.ts";

/** @param relayed whether it is sent calls; otherwise it is handed connections. */
export async function openWork(
  relayed: boolean,
  runs: "thread" | "process",
  parts: WorkParts,
): Promise<Work> {
  if (!relayed) return new (await import("./held_connections.ts")).HeldConnections(parts);
  const { SentCalls } = await import("./sent_calls.ts");
  return new SentCalls(runs === "thread" ? await beginsRelayed(parts) : await beginsPosted(parts));
}

async function beginsRelayed(parts: WorkParts): Promise<(first: CallsMessage) => CallRunner> {
  const { RelayedCalls } = await import("../../calls/relay/inside/runner.ts");
  const { parent, processor, settings } = parts;
  return (first) => {
    if (first.kind !== "relay") throw new Error(`a thread was sent ${first.kind} before its memory`);
    return new RelayedCalls(parent, processor, first, outputOf(parts), settings.limits, runnerParts(parts));
  };
}

async function beginsPosted(parts: WorkParts): Promise<() => CallRunner> {
  const { PostedCalls } = await import("../../calls/posted/runner.ts");
  const { parent, processor, settings } = parts;
  return () => new PostedCalls(parent, processor, outputOf(parts), settings, runnerParts(parts));
}

function outputOf({ settings, reports }: WorkParts): Output {
  return new Output(undefined, settings.limits, reports.unknownFields);
}

function runnerParts({ counts, handler, opening }: WorkParts): RunnerParts {
  return { counts: counts?.calls, batches: handler.batches, certificates: opening.certificates };
}
