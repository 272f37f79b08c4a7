#!/usr/bin/env node
// The command that npm links as `thriftserve`. It imports the rest only where that can run.
import { keepCompiled } from "../runtime/imports/compile_cache.ts";
import { requireSupportedVersion } from "../runtime/supported.ts";
import { stopEarly } from "./early_stop.ts";

try {
  requireSupportedVersion();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
stopEarly();
keepCompiled();
await (await import("./main.ts")).main();
