// Node: collects young garbage for every so many bytes that were allocated outside of the engine's heap. The engine's own rule
// starts a collection of everything for these, 1 to 10 ms, before the young ones, 0.3 ms, have let go of a single message.

/** Bytes were allocated outside of the heap, and most of them will not be needed for long. */
export function allocatedOutside(bytes: number): void {
  since += bytes;
  if (since < collectedAfter) return;
  since = 0;
  collect ??= collection();
  collect({ type: "minor" });
}

let since = 0;
let collect: Collect | undefined;

/**
 * Bytes. After a whole collection of a small heap, which is made once a server rests, the engine begins its next after little more than
 * 8 MB: with twice these 64 kB calls went from 45,000 a second to 12,000 after the first rest, and their slowest from 0.7 to 9 ms.
 */
const collectedAfter = 5_000_000;

type Collect = (options: { readonly type: "minor" }) => void;

/** Gets the engine's function, which it gives to no context that was made before it was asked for it. */
function collection(): Collect {
  // Deno 2.9's function collects everything, whatever it is told; its engine begins with the young garbage by itself.
  if ("deno" in process.versions) return () => {};
  try {
    process.getBuiltinModule("node:v8").setFlagsFromString("--expose-gc");
    const found: unknown = process.getBuiltinModule("node:vm").runInNewContext("gc");
    return typeof found === "function" ? (found as Collect) : () => {};
  } catch {
    return () => {};
  }
}
