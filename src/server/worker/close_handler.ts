// A handler's `close`, which may fail but keeps no worker from ending.
import type { Handler } from "../../handler/handler.ts";
import { log } from "../../log/log.ts";
import { textOf } from "../../words/thrown.ts";

/** Runs `close`. What it throws is logged. */
export async function closeHandler(handler: Pick<Handler, "close">): Promise<void> {
  try {
    await handler.close?.();
  } catch (error) {
    log.error("{failure}", { failure: textOf(error) });
  }
}
