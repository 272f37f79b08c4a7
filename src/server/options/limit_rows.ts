// The options that say what a server holds its clients to: docs/limits.md tells what happens past each of them.
import { bytes, integer, seconds } from "../../options/kinds.ts";
import { defaultReadLimits } from "../../protocol/input.ts";
import type { Limits } from "./limits.ts";
import type { ServeRow } from "./row.ts";

const group = "Limits";

/** The options of {@link Limits}, as docs/options.md lists them. */
export const limitRows = {
  maxFrameSize: {
    kind: bytes(1, 0x7fffffff),
    fallback: 16_384_000,
    group,
    help: "largest frame",
  },
  maxMessageSize: {
    kind: bytes(1, 0x7fffffff),
    fallback: 104_857_600,
    group,
    help: "largest message",
  },
  maxHeaderSize: {
    kind: bytes(1, 0x7fffffff),
    fallback: 65_536,
    group,
    help: "largest header of a THeader frame",
  },
  maxHttpHeaderSize: {
    kind: bytes(128, 0x100000),
    fallback: 16_384,
    group,
    help: "largest line and headers of an HTTP request",
  },
  maxHttpBodySize: {
    kind: bytes(1, 0x7fffffff),
    derived: ({ maxMessageSize }) => maxMessageSize as number,
    usual: "as maxMessageSize",
    group,
    help: "largest body of an HTTP request",
  },
  maxDepth: {
    // The most is what readers, which call themselves for each level, take on the smallest stack of the runtimes.
    kind: integer(1, 1000),
    fallback: defaultReadLimits.maxDepth,
    group,
    help: "levels of nested structs in a message",
  },
  maxStringSize: {
    kind: bytes(0, 0x7fffffff),
    fallback: 0x7fffffff,
    usual: "all that fits into a message",
    group,
    help: "longest string or binary value",
  },
  maxContainerSize: {
    kind: integer(0, 0x7fffffff),
    fallback: 0x7fffffff,
    usual: "all that fits into a message",
    group,
    help: "most elements of a container",
  },
  maxDecodedSize: {
    kind: bytes(1),
    fallback: defaultReadLimits.maxDecodedSize,
    group,
    help: "memory that one decoded message may take",
  },
  maxReplySize: {
    kind: bytes(0, 0x7fffffff),
    fallback: 104_857_600,
    group,
    help: "largest reply; 0: what a frame can say",
  },
  maxConnections: {
    kind: integer(0),
    fallback: 16_384,
    group,
    help: "connections at a time; 0: any number",
  },
  maxConnectionsPerPeer: {
    kind: integer(0),
    fallback: 0,
    group,
    help: "connections of one address; 0: any number",
  },
  maxCallsPerPeer: {
    kind: integer(0),
    fallback: 0,
    group,
    help: "calls a second of one address; 0: any number",
  },
  maxQueuedCalls: {
    kind: integer(0),
    fallback: 10_000,
    group,
    help: "calls that may wait for a worker",
  },
  queueTimeout: {
    kind: seconds(),
    fallback: 0,
    group,
    help: "how long a call may wait for a worker; 0: any time",
  },
  callTimeout: {
    kind: seconds(),
    fallback: 0,
    group,
    help: "how long a call may take, then its worker is replaced if it holds that; 0: any time",
  },
  maxUnreadSize: {
    kind: bytes(0),
    fallback: 262_144,
    group,
    help: "replies that wait for a client before its calls do",
  },
  maxBufferedSize: {
    kind: bytes(0),
    fallback: 536_870_912,
    group,
    help: "what the connections of an event loop hold; 0: any number",
  },
  firstByteTimeout: {
    kind: seconds(),
    fallback: 300,
    group,
    help: "until a client has to have sent something; 0: none",
  },
  messageTimeout: {
    kind: seconds(),
    fallback: 60,
    group,
    help: "from a message's first byte to its last; 0: none",
  },
  idleTimeout: {
    kind: seconds(),
    fallback: 0,
    group,
    help: "without a call until the connection is closed; 0: never",
  },
  writeTimeout: {
    kind: seconds(),
    fallback: 60,
    group,
    help: "with replies that a client does not read; 0: none",
  },
  maxConnectionAge: {
    kind: seconds(),
    fallback: 0,
    group,
    help: "age from which on a connection is closed in a pause between two calls, or a tenth more; 0: any",
  },
} satisfies { readonly [Name in keyof Limits]: ServeRow<number> };
