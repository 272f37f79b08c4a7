// The tutorial, followed from its first line to its last with the executable: each command does what it says.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../fixtures/command_line.ts";
import { walk } from "../fixtures/walk.ts";
import { missingPeers } from "./peers.ts";

const executable = join(root, "dist/thriftserve");
const without = [executable, "/usr/bin/curl"].find((file) => !existsSync(file));
const missing = missingPeers ?? (process.env.CI || without === undefined ? false : `${without} is not there`);

test("the tutorial is true", { skip: missing }, async () => {
  await walk("docs/tutorial.md", {
    thriftserve: [executable],
    node: [join(root, "node_modules/node/bin/node")],
  });
});
