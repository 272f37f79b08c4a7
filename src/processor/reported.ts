// Oneway calls whose end somebody waits for: they lie in a stream until they have been run. Their failures are answered with an
// exception, which goes back the way of any reply, from whichever worker ran them; no client ever sees it.
import type { Envelope } from "../transport/envelope.ts";
import { isError } from "../words/thrown.ts";
import type { CallerConnection } from "./context.ts";

/** The header that such a call has: how many times it has been brought to a member, `1` the first time. */
export const deliveriesHeader = "nats-deliveries";

/** Whether a call that has failed is answered: it has a reply, or is a oneway one whose end is waited for. */
export function isAnswered(
  { oneway, connection }: { readonly oneway: boolean; readonly connection: CallerConnection },
  envelope: Envelope | undefined,
): boolean {
  return !oneway || (connection.peer === "nats" && envelope?.headers[deliveriesHeader] !== undefined);
}

/** The message of the exception that reports what a method has thrown. @param said what of it may be told. */
export function reportOf(thrown: unknown, said: string): string {
  return `${classOf(thrown)}\n${said}`;
}

/** The class of what was thrown, and its message, of an exception's; those that the server itself makes have no class. */
export function readReport(message: string): { readonly error: string; readonly reason: string } {
  const at = message.indexOf("\n");
  return at < 0
    ? { error: "", reason: message }
    : { error: message.slice(0, at), reason: message.slice(at + 1) };
}

function classOf(thrown: unknown): string {
  try {
    const name: unknown = isError(thrown) ? thrown.name : typeof thrown;
    return typeof name === "string" ? name.replace(/[^\w.$]+/g, " ").slice(0, longestName) : "Error";
  } catch {
    return "Error"; // a Proxy may throw when it is asked
  }
}

/** Characters. */
const longestName = 100;
