// Every example does on this runtime what its README says.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { whyMissing } from "../fixtures/apache_python.ts";
import { withoutOpenssl } from "../fixtures/certificates.ts";
import { commandLine, root } from "../fixtures/command_line.ts";
import { walk } from "../fixtures/walk.ts";
import { whyNoNats } from "../nats/nats_servers.ts";

/** What runs a program on this runtime, in place of the bun that the documents name. */
const bun = commandLine.slice(0, -1);
const thriftserve = [...bun, join(root, "mod.ts")];

/** Why one cannot be followed here. */
const missing: Readonly<Record<string, string | undefined | false>> = {
  iris: whyMissing(),
  digits: whyMissing(),
  voice: whyMissing(),
  tls: withoutOpenssl,
  nats: whyNoNats(),
};

for (const name of readdirSync(join(root, "examples"))) {
  const document = `examples/${name}/README.md`;
  if (!existsSync(join(root, document))) continue; // run by tests/interop
  test(`${document} is true`, { skip: missing[name] ?? false }, async () => {
    await walk(document, { thriftserve, bun });
  });
}

test("links in examples/README.md lead somewhere", () => {
  const text = readFileSync(join(root, "examples/README.md"), "utf8");
  for (const [, link = ""] of text.matchAll(/\]\(([^)]+)\)/g)) {
    assert.ok(existsSync(join(root, "examples", link)), link);
  }
});
