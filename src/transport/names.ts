// The transports that messages travel in, by the names that options and documents use.

export const transportNames = ["buffered", "framed", "header", "zlib", "http", "websocket"] as const;

export type TransportName = (typeof transportNames)[number];
