// The consumer by which a group's members share the oneway calls of a stream: found by its name, or made.
import type { Consumer, ConsumerInfo } from "@nats-io/jetstream";
import { textOf } from "../../words/thrown.ts";
import { NatsError } from "../error.ts";
import type { NatsSettings } from "../member.ts";
import { callSubjects, consumerName } from "./convention.ts";
import type { OpenStreams } from "./streams.ts";

/** A group's consumer. */
export interface OpenConsumer {
  readonly consumer: Consumer;
  /** Milliseconds after which JetStream brings a message anew of which it hears nothing. */
  readonly ackWait: number;
}

/** @throws {NatsError} when it cannot be used, or made. */
export async function openConsumer(
  { library, client, manager, calls }: OpenStreams,
  { natsSubject, natsGroup }: Pick<NatsSettings, "natsSubject" | "natsGroup">,
): Promise<OpenConsumer> {
  const name = consumerName(natsGroup);
  const place = `the consumer ${name} of the stream ${calls}`;
  let info: ConsumerInfo;
  try {
    info = await manager.consumers.info(calls, name).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== library.JetStreamApiCodes.ConsumerNotFound) throw error;
      return manager.consumers.add(calls, {
        durable_name: name,
        ack_policy: library.AckPolicy.Explicit,
        ack_wait: usualAckWait * 1e6,
        filter_subject: callSubjects(natsSubject),
        // Members count themselves: JetStream would leave what it has brought so often in the stream, and tell nobody.
        max_deliver: -1,
        // Each member asks for what it can run. Calls that wait to be tried again must not keep others back.
        max_ack_pending: -1,
      });
    });
  } catch (error) {
    throw new NatsError(`${place} on NATS cannot be used: ${textOf(error)}`, { cause: error });
  }
  const { ack_policy, ack_wait, deliver_subject } = info.config;
  if (ack_policy !== library.AckPolicy.Explicit || deliver_subject !== undefined)
    throw new NatsError(
      `${place} on NATS cannot be used: members pull messages, and acknowledge each; expected one without a deliver subject, and with explicit acknowledgements`,
    );
  const ackWait = (ack_wait ?? 0) / 1e6 || usualAckWait;
  return { consumer: await client.consumers.get(calls, name), ackWait };
}

/** Milliseconds, as JetStream's own. */
const usualAckWait = 30_000;
