// Writes src/handler/status/idl.ts from idl/status.thrift, when it is run directly: `bun tests/handler/status_idl.ts`.
import { readFileSync, writeFileSync } from "node:fs";

const source = new URL("../../idl/status.thrift", import.meta.url);
const target = new URL("../../src/handler/status/idl.ts", import.meta.url);

/** The text of the module. */
export function statusModule(): string {
  const text = readFileSync(source, "utf8").replaceAll("`", "\\`");
  return `// The IDL of the service Status, which lies in no file where an executable runs: idl/status.thrift.\n// Written by \`bun tests/handler/status_idl.ts\`.\n\n/** The text of idl/status.thrift. */\nexport const statusIdl = \`${text}\`;\n`;
}

if (import.meta.main) writeFileSync(target, statusModule());
