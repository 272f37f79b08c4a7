// Names what a client speaks that does not begin with a TLS handshake.
import { ProtocolError } from "../protocol/errors.ts";
import { detectDialect, nameOf } from "./detect.ts";

/** Names what the first bytes are of: `the client speaks binary framed without TLS`. */
export function spokenWithoutTls(bytes: Uint8Array): string {
  try {
    const dialect = detectDialect(bytes, { protocol: "auto", transport: "auto" });
    if (dialect === undefined) return "the client began without a TLS handshake";
    return `the client speaks ${nameOf(dialect)} without TLS`;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return `the client began without a TLS handshake: ${error.message}`;
  }
}
