// Ends a connection to NATS. It is not drained: one that is lost meanwhile would be made anew for ever.
import type { OpenNats } from "../connection.ts";

/** Ends it. @param isConnected whether what was published last can go out, if NATS still takes it. */
export async function closeNats({ connection }: OpenNats, isConnected: boolean): Promise<void> {
  if (isConnected) await settlesSoon(connection.flush());
  await connection.close().catch(() => {});
}

async function settlesSoon(flushed: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, flushedWithin);
  });
  await Promise.race([flushed.catch(() => {}), late]);
  clearTimeout(timer);
}

/** Milliseconds. */
const flushedWithin = 500;
