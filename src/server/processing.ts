// Picks the class of processors: one that writes the access log is loaded only where there is to be one.
import { Processor } from "../processor/processor.ts";
import type { Settings } from "./options/settings.ts";

/** The class of processors for a server of these settings. */
export async function processorOf({ accessLog }: Pick<Settings, "accessLog">): Promise<typeof Processor> {
  if (accessLog === 0) return Processor;
  return (await import("../processor/logged_calls.ts")).loggedProcessor(accessLog);
}
