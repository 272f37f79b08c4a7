// Where the code that a worker runs is to be found: beside this file, or inside the executable.

/** Whether this program is the compiled executable: its modules live in the file system inside it. */
export const isExecutable: boolean = /^file:\/\/\/(\$bunfs|B:\/~BUN)\//.test(import.meta.url);

/** The module that a worker, thread or process, begins with. */
export const workerEntry: URL = isExecutable
  ? new URL("./src/server/worker_main.ts", import.meta.url)
  : new URL(`../server/worker_main.${import.meta.url.endsWith(".js") ? "js" : "ts"}`, import.meta.url);

/** The executable's only argument when it is started as a worker process. */
export const workerArgument = "--thriftserve-worker";
