// The streams of a group's oneway calls and of those that were given up: found, or made where there are none.
import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import { textOf } from "../../words/thrown.ts";
import type { OpenNats } from "../connection.ts";
import { NatsError } from "../error.ts";
import { callSubject, callSubjects, deadSubject, deadSubjects, streamNames } from "./convention.ts";

/** JetStream's client. */
export type JetStreamLibrary = typeof import("@nats-io/jetstream");

/** The streams of one group. */
export interface OpenStreams {
  readonly library: JetStreamLibrary;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
  /** The name of the stream of calls. */
  readonly calls: string;
}

/**
 * Finds the streams by their subjects, whatever they are called; makes those that are missing.
 * @throws {NatsError} when the server has no JetStream, or does not let them be made.
 */
export async function openStreams(nats: OpenNats, subject: string): Promise<OpenStreams> {
  const library = await import("@nats-io/jetstream");
  try {
    const manager = await library.jetstreamManager(nats.connection);
    const client = library.jetstream(nats.connection);
    const { calls, dead } = streamNames(subject);
    const { RetentionPolicy, StorageType, DiscardPolicy } = library;
    const usual = { storage: StorageType.File };
    const found = await ensured(manager, callSubject(subject, "x"), {
      ...usual,
      name: calls,
      subjects: [callSubjects(subject)],
      // A call is there until a member has run it, also while there is no member; a full stream refuses calls rather than losing them.
      retention: RetentionPolicy.Workqueue,
      discard: DiscardPolicy.New,
    });
    await ensured(manager, deadSubject(subject, callSubject(subject, "x")), {
      ...usual,
      name: dead,
      subjects: [deadSubjects(subject)],
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
    });
    return { library, client, manager, calls: found };
  } catch (error) {
    throw new NatsError(refusalOf(error, nats, subject), { cause: error });
  }
}

/** The name of the stream that keeps a subject. */
async function ensured(
  manager: JetStreamManager,
  subject: string,
  config: Parameters<JetStreamManager["streams"]["add"]>[0],
): Promise<string> {
  for await (const name of manager.streams.names(subject)) return name;
  await manager.streams.add(config);
  return config.name;
}

function refusalOf(error: unknown, { server }: OpenNats, subject: string): string {
  const text = textOf(error);
  const why = text === "" ? String((error as Error).name) : text;
  if (/jetstream (is )?not enabled|no responders/i.test(`${why} ${(error as Error).name}`))
    return `NATS at ${server} has no JetStream, which oneway calls are to be kept in (${why}): start nats-server with -js, or allow it to the account`;
  return `no stream of NATS at ${server} for the oneway calls of ${subject}: ${why}`;
}
