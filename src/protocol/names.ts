// The protocols that messages are written in, by the names that options and documents use.

export const protocolNames = ["binary", "compact", "json"] as const;

export type ProtocolName = (typeof protocolNames)[number];
