// A handler that was written for the npm package thrift, served as it is to Apache's Python client.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { ModelName } from "../../src/server/models.ts";
import { type Host, hosts, root, startServer } from "../fixtures/hosts.ts";
import { missingPeers, npmCode, type Peer, preparePeer } from "./peers.ts";

const dialects = ["binary/framed", "compact/framed", "json/framed"];

/**
 * The package's maps are objects: a key `__proto__` is lost, and a large i64 as a key. Nor does its code know unions. Each
 * of these fails behind its own server too.
 */
const lost = [
  ...["echoMap", "echoContainers", "echoKeys", "echoEverything", "echoRelease2", "concurrent_connections"],
  "union_of_none_or_two",
];

/** Every model on one host, and on each host one: a process for each of many connections where it starts the soonest. */
const modelsOf: Readonly<Record<Host["name"], readonly ModelName[]>> = {
  bun: ["nonblocking"],
  deno: ["threaded"],
  node: ["processpool"],
  executable: ["simple", "threadpool", "forking"],
};
const ways = hosts.flatMap((host) => modelsOf[host.name].map((model) => ({ host, model })));

describe("a handler for the npm package thrift", { concurrency: 2, skip: missingPeers }, () => {
  let folder: string;
  let python: Peer;

  before(async () => {
    python = await preparePeer("python");
    folder = mkdtempSync(join(tmpdir(), "thriftserve-npm-"));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const generated = await npmCode();
    for (const name of ["int64", "bigint"]) {
      cpSync(join(root, "tests/interop/npm_service"), join(folder, name), { recursive: true });
      cpSync(generated, join(folder, name, "gen-nodejs"), { recursive: true });
    }
    for (const file of readdirSync(generated).filter((one) => one.endsWith(".js"))) {
      writeFileSync(
        join(folder, "bigint/gen-nodejs", file),
        asBigints(readFileSync(join(generated, file), "utf8")),
      );
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function serves(host: Host, model: string, i64: "int64" | "bigint"): Promise<void> {
    const server = await startServer(host, [join(folder, i64, "handler.cjs"), "--model", model]);
    try {
      const outcomes = await python.check(server.address, dialects, { skip: lost });
      assert.deepEqual(
        outcomes.filter(({ ok }) => !ok),
        [],
      );
      await server.close();
    } finally {
      server.kill();
    }
  }

  for (const { host, model } of ways) {
    test(`${host.name} ${model}`, { skip: host.missing ?? false }, () => serves(host, model, "int64"));
  }

  for (const host of hosts.filter(({ name }) => name === "executable" || name === "node")) {
    test(`${host.name}, bigints`, { skip: host.missing ?? false }, () =>
      serves(host, "threadpool", "bigint"),
    );
  }
});

/** Changes code to what the newer compiler's `js:node,bigint` writes: Debian's has no such option. */
function asBigints(code: string): string {
  return code
    .replaceAll("input.readI64()", "thrift.toBigInt(input.readI64())")
    .replaceAll(/output\.writeI64\((.*)\);/g, "output.writeI64(thrift.fromBigInt($1));");
}
