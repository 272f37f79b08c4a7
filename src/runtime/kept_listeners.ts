// Listeners of this process or thread that a handler cannot take away: `process.removeAllListeners()` would leave a
// worker deaf to its server, or have the next signal end the program.

type Listener = Parameters<typeof process.on>[1];

/**
 * Listens to an event of `process` for as long as the program runs. A handler's listeners come and go beside it.
 */
export function keepListening(event: string, listener: (...args: never[]) => void): void {
  if (kept.length === 0) guard();
  kept.push({ event, listener: listener as Listener });
  process.on(event, listener as Listener);
  if (event === "SIGUSR1" && "deno" in process.versions) void openNoDebugger();
}

async function openNoDebugger(): Promise<void> {
  (await import("./deno/calls.ts")).openNoDebugger();
}

const kept: { readonly event: string; readonly listener: Listener }[] = [];

/** Not every runtime tells of a listener that is removed, so that what removes them is looked after instead. */
function guard(): void {
  const isKept = (event: string | symbol, listener: unknown) =>
    kept.some((one) => one.event === event && one.listener === listener);
  const { off, removeListener } = process;
  process.off = (event: string | symbol, listener: Listener) =>
    isKept(event, listener) ? process : off.call(process, event, listener);
  process.removeListener = (event: string | symbol, listener: Listener) =>
    isKept(event, listener) ? process : removeListener.call(process, event, listener);
  process.removeAllListeners = (...args: [event?: string | symbol]) => {
    for (const event of args.length === 0 ? process.eventNames() : [args[0]!]) {
      if (runtimesOwn.has(event)) continue;
      for (const listener of process.rawListeners(event)) process.removeListener(event, listener as Listener);
    }
    return process;
  };
}

/** Events by which runtimes themselves learn which signals to receive, and what a process is sent. */
const runtimesOwn: ReadonlySet<string | symbol> = new Set([
  "newListener",
  "removeListener",
  "internalMessage",
]);
