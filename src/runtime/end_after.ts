// A thread that ends this program in time, whatever holds the event loop.
import { Worker } from "node:worker_threads";

/**
 * Ends this program with status 0 after a while; where the runtime knows no way to that for a thread, on Node, by
 * SIGKILL. Resolves when the thread is there.
 *
 * @param message is written to standard error then.
 * @param files are removed then.
 */
export async function endAfter(
  milliseconds: number,
  message: string,
  files: readonly string[],
): Promise<void> {
  // Source text: a module of its own would have to be found, in every kind of bundle.
  const thread = new Worker(ending, {
    eval: true,
    workerData: { milliseconds, message, files },
    env: {},
    execArgv: [],
  });
  thread.unref();
  await new Promise<void>((resolve) => {
    thread.once("message", resolve);
    thread.once("error", () => resolve());
  });
}

const ending = `
const { parentPort, workerData } = require("node:worker_threads");
const { rmSync, writeSync } = require("node:fs");
let end = () => process.kill(process.pid, "SIGKILL");
try {
  if ("bun" in process.versions) {
    const { symbols } = require("bun:ffi").dlopen("libc.so.6", { _exit: { args: ["i32"], returns: "void" } });
    end = () => symbols._exit(0);
  } else if ("deno" in process.versions) {
    const { symbols } = Deno.dlopen("libc.so.6", { _exit: { parameters: ["i32"], result: "void" } });
    end = () => symbols._exit(0);
  }
} catch {}
setTimeout(() => {
  for (const file of workerData.files) rmSync(file, { force: true });
  try {
    writeSync(2, "thriftserve: " + workerData.message + "\\n");
  } catch {}
  end();
}, workerData.milliseconds);
parentPort.postMessage("there");
`;
