// A worker process's end with its server, where the system is not asked for it: on Node, which has no way to.
import { Worker } from "node:worker_threads";

/**
 * Starts a thread that ends this process when its server is gone, even in the middle of a call. It is there before the
 * handler is: what blocks the event loop does not keep it from starting.
 *
 * @param server the process id of the server.
 */
export function watchParent(server: number): void {
  // Source text: a module of its own would have to be found, in every kind of bundle.
  new Worker(watching, { eval: true, workerData: { server, every }, env: {}, execArgv: [] }).unref();
}

/** Milliseconds between two looks. */
const every = 500;

const watching = `
const { workerData: { server, every } } = require("node:worker_threads");
setInterval(() => { if (process.ppid !== server) process.kill(process.pid, "SIGKILL"); }, every);
`;
