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
  (await import("./deno_calls.ts")).openNoDebugger();
}

const kept: { readonly event: string; readonly listener: Listener }[] = [];

/** Not every runtime tells of a listener that is removed, so that what removes them is looked after instead. */
function guard(): void {
  const isKept = (event: unknown, listener: unknown) =>
    kept.some((one) => one.event === event && one.listener === listener);
  const { removeAllListeners, removeListener } = process;
  process.removeAllListeners = (...args: [event?: string | symbol]) => {
    removeAllListeners.apply(process, args);
    for (const { event, listener } of kept) {
      if (!process.listeners(event as never).includes(listener as never)) process.on(event, listener);
    }
    return process;
  };
  process.removeListener = process.off = (event: string | symbol, listener: Listener) => {
    if (!isKept(event, listener)) removeListener.call(process, event, listener);
    return process;
  };
}
