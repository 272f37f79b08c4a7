// The tutorial, followed from its first line to its last with the executable: each command does what it says.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../fixtures/command_line.ts";
import { walk } from "../fixtures/walk.ts";
import { missingPeers } from "./peers.ts";

const executable = join(root, "dist/thriftserve");
const unbuilt =
  process.env.CI || existsSync(executable) ? false : "dist/thriftserve is not there: npm run build";

test("the tutorial is true", { skip: missingPeers ?? unbuilt }, async () => {
  await walk("docs/tutorial.md", {
    thriftserve: [executable],
    node: [join(root, "node_modules/node/bin/node")],
  });
});
