// Dialects: a transport and the protocol in it.
import type { ProtocolName } from "../protocol/names.ts";
import type { TransportName } from "./names.ts";

/** A transport that carries messages, and the protocol of all of them. */
export interface Dialect {
  readonly protocol: ProtocolName;
  readonly transport: "buffered" | "framed" | "header";
}

/** The dialects that a connection may speak: each named, or told from its bytes. */
export interface DialectOptions {
  readonly protocol: ProtocolName | "auto";
  readonly transport: TransportName | "auto";
  /** Whether the bytes come out of a layer: they are messages then, and not another layer. Default: false. */
  readonly insideLayer?: boolean;
  /** The origins of pages in browsers that may call, besides the server's own; `*`: all. Default: none. */
  readonly origins?: readonly string[];
}
