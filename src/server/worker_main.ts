// The module that a worker begins with, in a thread or a process of its own.
import { runtime } from "../runtime/current.ts";
import { runWorker } from "./worker.ts";

runWorker(runtime.parent());
