// Subscribes, so that no message can take the others along: NATS' client reads nothing more of a connection once a callback of its
// has thrown, and says so to nobody.
import { log } from "../log/log.ts";
import { LogThrottle, timesMore } from "../log/throttle.ts";
import { stackOf, textOf } from "../words/thrown.ts";
import type { Msg, MsgHdrs, OpenNats, Subscription } from "./connection.ts";

/** The terms of a subscription. */
export interface SubscribeOptions {
  /** The queue group that shares the messages. Default: none, each message comes. */
  readonly queue?: string;
  /** Is told when NATS does not let it subscribe. Default: nobody is. */
  readonly failed?: (error: Error) => void;
}

/** Takes the messages of a subject. What `receive` throws is logged. */
export function subscribe(
  { connection }: OpenNats,
  subject: string,
  receive: (message: Msg) => void,
  { queue, failed }: SubscribeOptions = {},
): Subscription {
  const callback = (error: Error | null, message: Msg): void => {
    try {
      if (error === null) receive(message);
      else failed?.(error);
    } catch (thrown) {
      throttle.report("thrown", (more) =>
        log.error(`a message of {subject} on NATS was not dealt with: {reason}${timesMore(more)}`, {
          subject,
          reason: stackOf(thrown),
        }),
      );
    }
  };
  return connection.subscribe(subject, { ...(queue !== undefined && { queue }), callback });
}

/** The headers of a message, or the reason why they cannot be read: anybody writes them, and NATS passes them on as they are. */
export function headersIn(message: Pick<Msg, "headers">): {
  readonly headers?: MsgHdrs | undefined;
  readonly unreadable?: string;
} {
  try {
    return { headers: message.headers };
  } catch (error) {
    return { unreadable: `its headers cannot be read: ${textOf(error)}` };
  }
}

const throttle = new LogThrottle(1);
