// The limits that a server holds its clients to: docs/limits.md says what happens past each of them.
import type { ReadLimits } from "../../protocol/input.ts";
import type { WriteLimits } from "../../protocol/output.ts";
import type { SizeLimits } from "../../transport/transport.ts";

/** Sizes in bytes, times in seconds; 0 stands for no limit where {@link ServeOptions} says so. */
export interface Limits extends SizeLimits, ReadLimits, WriteLimits {
  readonly maxConnections: number;
  readonly maxConnectionsPerPeer: number;
  readonly maxCallsPerPeer: number;
  readonly maxQueuedCalls: number;
  readonly queueTimeout: number;
  readonly callTimeout: number;
  readonly maxUnreadSize: number;
  readonly maxBufferedSize: number;
  readonly firstByteTimeout: number;
  readonly messageTimeout: number;
  readonly idleTimeout: number;
  readonly writeTimeout: number;
  readonly maxConnectionAge: number;
}
