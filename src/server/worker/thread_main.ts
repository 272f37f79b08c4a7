// The module that a worker thread begins with.
import { threadParent } from "../../runtime/thread_parent.ts";
import { runWorker } from "./worker.ts";

runWorker(await threadParent());
