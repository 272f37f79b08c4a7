// Calls at work in what was killed, counted by NATS' servers: of a connection that is closed they keep how many messages went each way.
import { setTimeout as sleep } from "node:timers/promises";
import { subject } from "./processes.ts";

interface Connections {
  readonly connections: readonly {
    readonly name?: string;
    readonly in_msgs: number;
    readonly subscriptions_list_detail?: readonly { readonly subject: string; readonly msgs: number }[];
  }[];
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
 */
export async function unansweredBy(
  monitors: readonly number[],
  processes: ReadonlySet<number>,
): Promise<Unanswered> {
  await sleep(300); // until the servers have seen the connections' ends
  let calls = 0;
  let connections = 0;
  for (const port of monitors) {
    const closed = await closedAt(port);
    for (const { name = "", in_msgs: answers, subscriptions_list_detail: subscriptions = [] } of closed) {
      if (!processes.has(Number(/^thriftserve (\d+)/.exec(name)?.[1]))) continue;
      const own = subscriptions.filter((one) => one.subject === subject);
      if (own.length === 0) continue; // it had not joined, or had left
      connections++;
      calls += Math.max(0, own.reduce((sum, { msgs }) => sum + msgs, 0) - answers);
    }
  }
  return { calls, connections };
}

/** @returns none of a server that is gone itself. */
async function closedAt(port: number): Promise<Connections["connections"]> {
  const query = "state=closed&subs=detail&limit=1000&sort=stop";
  const answer = await fetch(`http://127.0.0.1:${port}/connz?${query}`).catch(() => undefined);
  return answer === undefined ? [] : ((await answer.json()) as Connections).connections;
}
