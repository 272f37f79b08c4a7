// Where the code is that a worker begins with: beside this file, or inside the executable.

/** Whether this program is the compiled executable: its modules live in the file system inside it. */
export const isExecutable: boolean = /^file:\/\/\/(\$bunfs|B:\/~BUN)\//.test(import.meta.url);

/** The module that a worker thread begins with. */
export const threadEntry: URL = entry("thread_main");

/** The module that a worker process begins with. */
export const processEntry: URL = entry("process_main");

/** The executable's only argument when it is started as a worker process. */
export const workerArgument = "--thriftserve-worker";

function entry(name: string): URL {
  // Inside the executable every entry point is a bundle of its own, and this file is part of one of them.
  if (isExecutable) return new URL(`/$bunfs/root/src/server/${name}.js`, import.meta.url);
  return new URL(`../server/${name}.${import.meta.url.endsWith(".js") ? "js" : "ts"}`, import.meta.url);
}
