// The protocols that messages are written in, by the names that options and documents use.

/** A protocol, by its name. */
export type ProtocolName = "binary" | "compact" | "json";

/** All of them. */
export const protocolNames = ["binary", "compact", "json"] as const satisfies readonly ProtocolName[];
