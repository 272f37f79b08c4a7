// Picks the class of processors: each is loaded only where there is a use for it.

import type { Processor } from "../processor/processor.ts";
import type { RecordedCall } from "../processor/watched/recorded_call.ts";
import { registeredTracing } from "../tracing/registered.ts";
import type { Settings } from "./options/settings.ts";

/**
 * The class of processors for a server of these settings, asked for when the handler's `init` is over.
 * @param Base runs the calls; absent: {@link Processor}.
 */
export async function processorOf(
  { accessLog, recordCalls }: Pick<Settings, "accessLog" | "recordCalls">,
  recorded: (call: RecordedCall) => void,
  Base?: typeof Processor,
): Promise<typeof Processor> {
  let type = Base ?? (await import("../processor/processor.ts")).Processor;
  const registered = registeredTracing();
  if (registered !== undefined) {
    type = (await import("../processor/watched/traced_calls.ts")).tracedProcessor(type, registered);
  }
  if (recordCalls > 0) {
    type = (await import("../processor/watched/recorded_calls.ts")).recordedProcessor(type, recorded);
  }
  if (accessLog === 0) return type;
  return (await import("../processor/watched/logged_calls.ts")).loggedProcessor(type, accessLog);
}
