// A client's oneway call that JetStream keeps until a member has run it.
import { log } from "../log/log.ts";
import { LogThrottle, timesMore } from "../log/throttle.ts";
import type { CallCounts } from "../metrics/call_counts.ts";
import { outcomes } from "../metrics/cells.ts";
import type { OnewayStore, StoredCall } from "../nats/streamed/storing.ts";
import type { WriteReply } from "../processor/processor.ts";

/**
 * Stores a call. Its client waits for no reply, so that the log and the counts alone tell of one that is not stored.
 * @param refused is told why then.
 * @returns a promise that it is over.
 */
export async function keepCall(
  store: OnewayStore,
  call: StoredCall,
  index: number,
  counts: CallCounts | undefined,
  refused: (reason: string) => void,
): Promise<WriteReply> {
  const began = counts?.begin(index) ?? 0;
  const why = await store.store(call);
  counts?.end(index, why === undefined ? outcomes.success : outcomes.internalError, began);
  if (why !== undefined) {
    refused(why.reason);
    throttle.report(call.method, (more) =>
      log.error(`a oneway call of {method} is not kept: {reason}${timesMore(more)}`, {
        method: call.method,
        reason: why.reason,
      }),
    );
  }
  return () => {};
}

const throttle = new LogThrottle(1);
