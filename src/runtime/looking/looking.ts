// Finds out when an event loop has looked at its sockets. Workers ask too, which load no runtime's interface.

/** Resolves right after this event loop has looked at its sockets once more, and told what it has found there. */
export async function socketsLookedAt(): Promise<void> {
  if ("deno" in process.versions) await (await import("./deno.ts")).look();
  await new Promise((resolve) => setImmediate(resolve));
}
