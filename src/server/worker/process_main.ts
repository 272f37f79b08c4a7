// The module that a worker process begins with.
import { processParent } from "../../runtime/process_parent.ts";
import { runWorker } from "./worker.ts";

runWorker(await processParent());
