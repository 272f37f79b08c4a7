// Picks the class of processors, and what counts their calls: those that write the access log, or trace, are loaded only where there is a use for them.
import type { StatusState } from "../handler/status/state.ts";
import type { CallCounts } from "../metrics/call_counts.ts";
import { Processor } from "../processor/processor.ts";
import type { ResolvedService } from "../schema/service.ts";
import { registeredTracing } from "../tracing/registered.ts";
import type { Settings } from "./options/settings.ts";

/** What counts the calls, where somebody counts them or Status tells of them. */
export async function countsOf(
  status: StatusState | undefined,
  service: ResolvedService,
  counts: CallCounts | undefined,
): Promise<CallCounts | undefined> {
  if (status === undefined) return counts;
  return (await import("./counting/status_counters.ts")).countForStatus(status, service, counts);
}

/** The class of processors for a server of these settings, asked for when the handler's `init` is over. */
export async function processorOf({ accessLog }: Pick<Settings, "accessLog">): Promise<typeof Processor> {
  let type = Processor;
  const registered = registeredTracing();
  if (registered !== undefined) {
    type = (await import("../processor/watched/traced_calls.ts")).tracedProcessor(type, registered);
  }
  if (accessLog === 0) return type;
  return (await import("../processor/watched/logged_calls.ts")).loggedProcessor(type, accessLog);
}
