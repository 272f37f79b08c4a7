// The executable's entry point. It holds the command line and the workers as bundles of their own, and loads only the
// one that is wanted: a forked process starts in half the time for that.

import { insideExecutable } from "../runtime/building/inside.ts";
import { workerArgument } from "../runtime/entry.ts";
import { stopEarly } from "./early_stop.ts";

const isWorker = process.argv[2] === workerArgument;
if (!isWorker) stopEarly();
const entry = isWorker ? "server/worker/process_main.js" : "cli/main.js";
const module = await import(new URL(`src/${entry}`, insideExecutable()).href);
await module.main?.();
