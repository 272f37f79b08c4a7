// Works out what a server model comes to with its settings and its runtime: the one reader of the table's columns, besides
// the checks of options and the help.
import type { ListenOptions, Runtime } from "../runtime/runtime.ts";
import { models } from "./models.ts";
import type { Settings } from "./options/settings.ts";

/** The way in which a server runs its calls. */
export interface Plan {
  /** The place where handlers run; `inline` is the event loop that reads the sockets. */
  readonly runs: "inline" | "thread" | "process";
  /**
   * The place where connections live.
   *
   * - `here`: on the server's event loop, which runs their calls.
   * - `shared`: there as well; any worker takes the next call.
   * - `relay`: there as well; each has a worker, which gets its calls.
   * - `hand`: with a worker, which is handed the connection itself.
   */
  readonly connections: "here" | "shared" | "relay" | "hand";
  /** The use for which connections are accepted. */
  readonly use: ListenOptions["use"];
  /** There are as many workers as connections, and some to spare; otherwise their number is fixed. */
  readonly grows: boolean;
  /** A worker takes one connection and ends with it. */
  readonly oneConnection: boolean;
  /** One connection is served at a time, and the others wait. */
  readonly oneAtATime: boolean;
}

/**
 * Reads the model's row.
 * @param handsToThreads whether the runtime can hand a connection to a thread.
 * @param endsThreads whether it can end a thread in the middle of a call.
 * @param isTimed whether calls may take only so long, as the handler says; it is so as well when an option says so. The server
 *   then keeps the connections, to answer calls that hold their workers, and the workers are such as can be ended.
 */
export function planOf(
  {
    model,
    workers,
    places,
    limits,
    connectionsPerWorker,
    nats,
  }: Pick<Settings, "model" | "workers" | "places" | "limits" | "connectionsPerWorker" | "nats">,
  { handsToThreads, endsThreads }: Pick<Runtime, "handsToThreads" | "endsThreads">,
  isTimed = limits.callTimeout > 0,
): Plan {
  const row = models[model];
  const grows = row.workers === "per connection";
  if (row.runs === "inline" || (row.takes === "message" && workers === 0)) {
    const oneAtATime = row.takes === "connection";
    return { runs: "inline", connections: "here", use: "here", grows, oneConnection: false, oneAtATime };
  }
  const runs = isTimed && !endsThreads ? "process" : row.runs;
  // What is handed to a thread is a descriptor, over which no TLS can be laid there.
  const hands = runs === "process" || (handsToThreads && places.every(({ tls }) => tls === undefined));
  // A worker for each message, which has no descriptor to be handed.
  const keeps = isTimed || limits.queueTimeout > 0 || (grows && nats !== undefined);
  // Behind a worker that is held up and replaced its connections would wait for it, though others are free.
  const isShared = row.takes === "message" || (keeps && !grows && connectionsPerWorker === 0);
  const connections = isShared ? "shared" : hands && !keeps ? "hand" : "relay";
  const use = connections === "hand" ? runs : "here";
  return { runs, connections, use, grows, oneConnection: grows && row.runs === "process", oneAtATime: false };
}

/**
 * Connections that a worker is sent before it says that it has taken one: a busy one would only keep them from others,
 * and nothing is known of a client whose connection lies there.
 */
export const handedAtMost = 4;
