// Lines of the log, at the start, about limits of calls' time and what they cannot do.
import { log } from "../../log/log.ts";
import { runtime } from "../../runtime/current.ts";
import type { Plan } from "../plan.ts";
import type { Readiness } from "../workers/crew.ts";

/** Says what may hold a worker, or the server itself, in spite of the limits. */
export function logUnenforceable(
  { runs }: Plan,
  { timeouts }: Pick<Readiness, "timeouts">,
  callTimeout: number,
  file: string,
): void {
  const isLimited = callTimeout > 0 || timeouts?.some((seconds) => (seconds ?? 0) > 0) === true;
  if (!isLimited) return;
  if (runs === "inline") {
    const words =
      "timeouts of {file} end calls that wait for a promise; one that does not return holds the server's own process, where nothing can end it: take a model with workers";
    log.warn(words, { file });
  }
  if (runs === "thread" && runtime.hasNativeAddons()) {
    const words =
      "{file} has loaded native code: a thread that is held by a call cannot be ended while it may be in there, as that would end the whole program. Its client is answered, and the thread is not replaced; processes (processpool, forking) are";
    log.warn(words, { file });
  }
}

/** Says that workers start once more, which holds their connections otherwise. */
export function logStartsAnew(file: string): void {
  const words =
    "{file} exports timeouts: workers are started once more, in a way that lets the server end them and answer their clients. With --call-timeout they start so at once";
  log.info(words, { file });
}
