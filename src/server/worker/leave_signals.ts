// Keeps the signals of a server's group from ending its worker processes.
import { keepListening } from "../../runtime/kept_listeners.ts";
import { changingSignals, meaninglessSignals, replacingSignal } from "../signals.ts";

/**
 * A terminal's Ctrl-C reaches every process of a server, as its other signals do. The server itself tells its workers
 * when to end. So does a service manager's SIGTERM; sent to one worker alone it has the server replace that one.
 */
export function leaveSignals(end: () => void): void {
  const ignored = ["SIGINT", replacingSignal, ...changingSignals, ...meaninglessSignals];
  for (const signal of ignored) keepListening(signal, () => {});
  keepListening("SIGTERM", end);
}
