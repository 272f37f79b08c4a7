// What the executable begins with. It holds the command line and the workers as bundles of their own, and
// loads only the one that is wanted: a forked process starts in half the time for that.
import { workerArgument } from "../runtime/entry.ts";

const entry = process.argv[2] === workerArgument ? "server/process_main.js" : "cli/main.js";
const module = await import(new URL(`/$bunfs/root/src/${entry}`, import.meta.url).href);
await module.main?.();
