// The kinds of modules that a handler may import on each host, as docs/handlers.md lists them.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connect } from "../../src/client/client.ts";
import { root, startWith } from "../fixtures/command_line.ts";
import { type Host, hosts } from "../fixtures/hosts.ts";
import { kinds, surroundings } from "./kinds/modules.ts";

/** A column of the table for each. */
const columns: readonly Host["name"][] = ["executable", "bun", "deno", "node"];

describe("what docs/handlers.md says of imports is so", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "thriftserve-kinds-"));
    for (const name of ["handler.mjs", "kinds.thrift"]) {
      cpSync(join(root, "tests/interop/kinds", name), join(folder, name));
    }
    for (const files of [surroundings, ...Object.values(kinds)]) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
    }
    symlinkSync(root, join(folder, "node_modules/thriftserve"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const host of hosts) {
    test(`on ${host.name}`, { skip: host.missing }, async () => {
      const [program, ...args] = host.command;
      const command = [program, ...args.map((arg) => (arg === "mod.ts" ? join(root, arg) : arg))];
      const surrounded = {
        cwd: tmpdir(),
        env: { HOME: folder, PATH: process.env.PATH, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
      };
      await using server = await startWith(
        command,
        [join(folder, "handler.mjs"), "--workers", "1"],
        surrounded,
      );
      const client = await connect(join(folder, "kinds.thrift"), { port: server.port });
      try {
        const told: Record<string, boolean> = {};
        const found: Record<string, boolean> = {};
        const why: Record<string, unknown> = {};
        for (const [kind, files] of Object.entries(kinds)) {
          const answer = await client.call("load", Object.keys(files)[0]);
          found[kind] = answer === "works";
          why[kind] = answer;
          told[kind] = documented(kind, host.name);
        }
        assert.deepEqual(found, told, JSON.stringify(why, null, 2));
      } finally {
        client.close();
      }
    });
  }
});

/** Whether the table says that a host imports a kind. */
function documented(kind: string, host: Host["name"]): boolean {
  const lines = readFileSync(join(root, "docs/handlers.md"), "utf8").split("\n");
  const row = lines.find((line) => line.startsWith(`| ${kind} |`));
  assert.ok(row !== undefined, `docs/handlers.md has no row for: ${kind}`);
  const cell = row.split(" | ")[columns.indexOf(host) + 1]!.replace(/ \|$/, "");
  assert.match(cell, /^(yes|no)\b/, row);
  return cell.startsWith("yes");
}
