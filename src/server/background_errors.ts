// Errors that are thrown outside of calls: by a timer of the handler's, or a promise that is not awaited.

import { log } from "../log/log.ts";
import { LogThrottle, timesMore } from "../log/throttle.ts";
import { keepListening } from "../runtime/kept_listeners.ts";
import { stackOf } from "../words/thrown.ts";

/**
 * Logs them, each kind at most ten times in ten seconds, and the clients of this process or thread served on:
 * they end no call of others. Only where the program, or the worker, is ours.
 */
export function logBackgroundErrors(): void {
  const throttle = new LogThrottle();
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    keepListening(event, (thrown: unknown) =>
      throttle.report(event, (more) =>
        log.error("outside of a call: {thrown}{more}", { thrown: stackOf(thrown), more: timesMore(more) }),
      ),
    );
  }
}
