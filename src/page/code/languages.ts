// The languages that code is shown in.
import type { Called } from "./called.ts";
import { cppCode } from "./cpp.ts";
import { goCode } from "./go.ts";
import { javaCode } from "./java.ts";
import { javaScriptCode } from "./javascript.ts";
import { commandCode, typeScriptCode } from "./own.ts";
import { pythonCode } from "./python.ts";

/** By the name that people choose. */
export const languages: Readonly<Record<string, (called: Called) => string>> = {
  Python: pythonCode,
  Java: javaCode,
  Go: goCode,
  "C++": cppCode,
  "Node.js": javaScriptCode,
  "TypeScript, thriftserve": typeScriptCode,
  "Command line": commandCode,
};
