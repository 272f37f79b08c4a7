// The transports that messages travel in, by the names that options and documents use.

/** A transport, by its name. */
export type TransportName = "buffered" | "framed" | "header" | "zlib" | "http" | "websocket";

/** All of them. */
export const transportNames = [
  "buffered",
  "framed",
  "header",
  "zlib",
  "http",
  "websocket",
] as const satisfies readonly TransportName[];
