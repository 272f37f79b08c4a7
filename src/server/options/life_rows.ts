// The rows of options that say what a worker has, and how long it may start, and serve.
import { devices } from "../../options/devices.ts";
import { bytes, flag, integer, seconds } from "../../options/kinds.ts";
import { oneOf } from "../../options/names.ts";
import type { ModelName } from "../models.ts";
import type { ReadyWhen } from "./options.ts";
import type { ServeRow } from "./row.ts";

const running = "How calls are run";
const pools = ["threadpool", "nonblocking", "processpool"] as const satisfies readonly ModelName[];

/**
 * A worker that has come to one of those that begin with `max` is replaced; it ends when another is ready, and its calls
 * are done.
 */
export const lifeRows = {
  devices: {
    kind: devices,
    group: running,
    placeholder: "names",
    help: "devices that are dealt out to the workers, cuda:0,cuda:1 or 0-3: each has one as worker.device, and processes see it alone",
  },
  threadsPerWorker: {
    kind: integer(1),
    group: running,
    help: "threads that native libraries (OMP, MKL, OpenBLAS) have in each worker process; worker.threads elsewhere too",
    usual: "the number of cores divided by the workers, or what OMP_NUM_THREADS says",
  },
  watch: {
    kind: flag,
    fallback: false,
    group: running,
    help: "reload whenever one of the handler's own files, or of its IDL's, has changed",
  },
  initTimeout: {
    kind: seconds(),
    fallback: 0,
    group: running,
    help: "how long the handler's import, init and warm-up may take, in each worker; 0: any time",
  },
  readyWhen: {
    kind: oneOf<ReadyWhen>(["first", "all"]),
    fallback: "all" as const,
    group: running,
    placeholder: "which",
    help: "the workers that have to be ready before clients are answered: the first, or all",
    models: pools,
  },
  maxCalls: {
    kind: integer(0),
    fallback: 0,
    group: running,
    help: "calls after which a worker is replaced by a new one; 0: any number",
    models: pools,
  },
  maxCallsJitter: {
    kind: integer(0),
    fallback: 0,
    group: running,
    help: "up to so many calls more, another number for each worker, so that not all are replaced together",
    models: pools,
  },
  maxAge: {
    kind: seconds(),
    fallback: 0,
    group: running,
    help: "age at which a worker is replaced by a new one; 0: any",
    models: pools,
  },
  maxMemory: {
    kind: bytes(0),
    fallback: 0,
    group: running,
    help: "memory of a worker process (RSS) above which it is replaced by a new one; 0: any",
    models: ["processpool"],
  },
} satisfies Readonly<Record<string, ServeRow>>;
