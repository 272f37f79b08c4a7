// The names that Apache's libraries and other servers have for the models.
import type { Detail } from "../../options/error.ts";
import type { ModelName } from "../models.ts";

/** Other names, in lower case, and what they are here. */
export const otherModels: Readonly<Record<string, Detail>> = {
  ...means("simple", ["TSimpleServer", "single"]),
  ...means("threaded", ["TThreadedServer", "TThreadServer", "thread"]),
  ...means("threadpool", ["TThreadPoolServer", "TThreadPoolAsyncServer", "gthread", "pool", "threads"]),
  ...means("nonblocking", [
    ...[
      "TNonblockingServer",
      "THsHaServer",
      "TThreadedSelectorServer",
      "TSaslNonblockingServer",
      "TEventServer",
      "hsha",
    ],
    ...["selector", "worker", "workers"],
  ]),
  ...means("forking", ["TForkingServer"]),
  ...means("processpool", [
    ...["TProcessPoolServer", "prefork", "preforking", "sync", "cluster"],
    ...["process", "processes", "multiprocess", "multiprocessing"],
  ]),
  ...Object.fromEntries(
    ["async", "asyncio", "event", "eventloop", "gevent", "eventlet", "inline", "tornado", "uvicorn"].map(
      (name): [string, Detail] => [
        name,
        (named) => `calls on one event loop are ${named("model", "nonblocking")} and ${named("workers", 0)}`,
      ],
    ),
  ),
};

function means(model: ModelName, others: readonly string[]): Record<string, Detail> {
  return Object.fromEntries(others.map((other) => [other.toLowerCase(), `that is ${model} here`]));
}
