// Apache's Python client through THeaderTransport and TZlibTransport, in frames and without, wherever connections live.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { whyMissing } from "../fixtures/apache_python.ts";
import { places, serveProbe } from "../fixtures/serving.ts";

const run = promisify(execFile);
const skip = whyMissing();
const script = fileURLToPath(new URL("./layers_client.py", import.meta.url).href);
const idl = fileURLToPath(new URL("../fixtures/probe.thrift", import.meta.url).href);

let generated: Promise<string> | undefined;
after(async () => {
  if (generated !== undefined) rmSync(await generated, { recursive: true, force: true });
});

async function generate(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "layers-"));
  await run("/usr/bin/thrift", ["--gen", "py", "-out", directory, idl]);
  return directory;
}

for (const [place, options] of Object.entries(places)) {
  test(`${place}: Apache's Python client in layers and protocols`, { skip }, async () => {
    generated ??= generate();
    await using serving = await serveProbe(options);
    // All 38 where that is quick; elsewhere some of each kind.
    const every = place === "nonblocking" ? 1 : 4;
    const client = [script, await generated, String(serving.port), String(every)];
    const { stdout } = await run("/usr/bin/python3", client, { timeout: 100_000 });
    assert.equal(stdout.trim().split("\n").length, Math.ceil(38 / every));
  });
}
