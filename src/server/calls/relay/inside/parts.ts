// Parts of a runner of calls that it may do without.
import type { Batches } from "../../../../batching/batches.ts";
import type { CallCounts } from "../../../../metrics/call_counts.ts";
import type { CertificateReader } from "./caller.ts";

/** What a runner of calls may be given besides. */
export interface RunnerParts {
  readonly counts?: CallCounts | undefined;
  /** Have calls wait for each other. */
  readonly batches?: Batches | undefined;
  readonly certificates?: CertificateReader | undefined;
}
