#!/usr/bin/env node
// What npm links as `thriftserve`. It imports the rest only where that can run.
import { requireSupportedVersion } from "../runtime/supported.ts";

try {
  requireSupportedVersion();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
await (await import("./main.ts")).main();
