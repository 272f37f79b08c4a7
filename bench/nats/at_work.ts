// Calls at work in what was killed, counted by NATS' servers: of a connection that is closed they keep how many messages went each way.
import { setTimeout as sleep } from "node:timers/promises";

interface Connection {
  readonly name?: string;
  readonly in_msgs: number;
  readonly subscriptions_list_detail?: readonly { readonly subject: string; readonly msgs: number }[];
}

/** A count, and the connections that it is of. */
export interface Unanswered {
  readonly calls: number;
  readonly connections: number;
}

/**
 * Counts the calls that programs were sent and had not answered when they were killed: those that they ran, those that waited in
 * them, and those on the way to them.
 *
 * @param monitors the ports at which NATS' servers tell of themselves.
 * @param processes the ids of the programs.
 * @param subject that they took calls of.
 */
export async function unansweredBy(
  monitors: readonly number[],
  processes: ReadonlySet<number>,
  subject: string,
): Promise<Unanswered> {
  const of = async (state: "open" | "closed") =>
    (await Promise.all(monitors.map((port) => connectionsAt(port, state))))
      .flat()
      .filter(({ name = "" }) => processes.has(Number(/^thriftserve (\d+)/.exec(name)?.[1])));
  for (let tried = 0; tried < 200 && (await of("open")).length > 0; tried++) await sleep(50);
  let calls = 0;
  let connections = 0;
  for (const { in_msgs: answers, subscriptions_list_detail: subscriptions = [] } of await of("closed")) {
    const own = subscriptions.filter((one) => one.subject === subject);
    if (own.length === 0) continue; // it had not joined, or had left
    connections++;
    calls += Math.max(0, own.reduce((sum, { msgs }) => sum + msgs, 0) - answers);
  }
  return { calls, connections };
}

/** @returns none of a server that is gone itself. */
async function connectionsAt(port: number, state: "open" | "closed"): Promise<readonly Connection[]> {
  const url = `http://127.0.0.1:${port}/connz?state=${state}&subs=detail&limit=10000`;
  const answer = await fetch(url).catch(() => undefined);
  if (answer === undefined) return [];
  return ((await answer.json()) as { readonly connections: readonly Connection[] }).connections;
}
