// Makes what finds the ends of messages.
import type { ProtocolName } from "../../protocol/names.ts";
import { binaryGrammar } from "./binary.ts";
import { compactGrammar } from "./compact.ts";
import { JsonScanner } from "./json.ts";
import { type MessageScanner, Scanner } from "./scanner.ts";

/** @param limit the bytes that a message may have. */
export function createScanner(protocol: ProtocolName, limit: number): MessageScanner {
  if (protocol === "json") return new JsonScanner(limit);
  return new Scanner(protocol === "binary" ? binaryGrammar : compactGrammar, limit);
}
