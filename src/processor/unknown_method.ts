// The reply to a call of an unknown method or service.
import { type ResolvedService, splitWireName } from "../schema/service.ts";

/** A reply to a call of no function. */
export interface Explanation {
  /** The function's name as the reply repeats it: without a prefix, as in every reply of multiplexed services. */
  readonly name: string;
  readonly message: string;
}

/**
 * Explains why there is no such function, in the words of Apache's servers.
 *
 * @param sent the name as the client sent it.
 */
export function explainUnknown(service: ResolvedService, sent: string): Explanation {
  const { prefixes, functions } = service;
  if (prefixes === undefined) return { name: sent, message: invalid(sent) };
  const { prefix, name } = splitWireName(sent);
  const known = `There ${prefixes.length === 1 ? "is" : "are"} ${prefixes.join(", ")}`;
  if (prefix !== undefined) {
    const message = prefixes.includes(prefix) ? invalid(name) : `Service name not found: ${prefix}. ${known}`;
    return { name, message };
  }
  if (functions.some((func) => func.prefix === undefined || func.bare))
    return { name, message: invalid(name) };
  return {
    name,
    message: `Service name not found in message name: ${name}. Did you forget to use a TMultiplexProtocol in your client? ${known}`,
  };
}

function invalid(name: string): string {
  return `Invalid method name: '${name}'`;
}
