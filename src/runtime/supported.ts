// Checks that the runtime's version can run this program.

/**
 * Older ones fail somewhere, sooner or later, with an error about a function that they lack.
 * @throws {Error} on a Node that is too old.
 */
export function requireSupportedVersion(): void {
  const found = process.versions.node;
  if ("bun" in process.versions || "deno" in process.versions || Number.parseInt(found, 10) >= 24) return;
  throw new Error(`thriftserve needs Node 24 or later; this is ${found}`);
}
