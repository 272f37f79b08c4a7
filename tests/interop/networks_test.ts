// The examples' networks answer Apache's Python and Java clients on every host, and where native code cannot be loaded.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { type Host, hosts, root, startServer } from "../fixtures/hosts.ts";
import { missing, missingPeers, python } from "./peers.ts";

const run = promisify(execFile);
const digits = join(root, "examples/digits");
const handler = join(digits, "handler.ts");
const answers = "97 of 100 are right\nexpected 28 x 28 pixels, got 2 x 2\n";

describe("the digits", { skip: missingPeers }, () => {
  let folder = "";
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "thriftserve-digits-"));
    await run("thrift", ["-r", "--gen", "py", join(digits, "digits.thrift")], { cwd: folder });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function answersOf(host: Host, options: readonly string[], clients: readonly (readonly string[])[]) {
    const server = await startServer(host, [handler, "--workers", "1", ...options]);
    try {
      const port = server.address.slice(server.address.lastIndexOf(":") + 1);
      const said: string[] = [];
      for (const [program = "", ...args] of clients) {
        said.push((await run(program, [...args, port], { cwd: folder, timeout: 60_000 })).stdout);
      }
      await server.close();
      return { said, log: server.stderr() };
    } finally {
      server.kill();
    }
  }
  const inPython = [python, join(digits, "call.py")];
  const classPath = "classes:/usr/share/java/*";
  const inJava = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath, "Call"];

  describe("are recognized for both", { skip: missing("java") }, () => {
    before(async () => {
      await run("thrift", ["-r", "--gen", "java", join(digits, "digits.thrift")], { cwd: folder });
      const sources = readdirSync(join(folder, "gen-java"), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".java"))
        .map((file) => join("gen-java", file));
      const options = ["-nowarn", "-cp", "/usr/share/java/*", "-d", "classes"];
      await run("javac", [...options, ...sources, join(digits, "Call.java")], { cwd: folder });
    });

    for (const host of hosts) {
      for (const model of host.name === "executable" ? ["processpool", "nonblocking"] : ["processpool"]) {
        test(`by ${host.name} with ${model}`, { skip: host.missing }, async () => {
          const clients = [inPython, [...inJava, join(digits, "digits.bin")]];
          const { said } = await answersOf(host, ["--model", model], clients);
          assert.deepEqual(said, [answers, answers]);
        });
      }
    }
  });

  for (const host of hosts.filter(({ name }) => name === "bun" || name === "node")) {
    test(`are recognized in WebAssembly by ${host.name} without native code`, {
      skip: host.missing,
    }, async () => {
      const [program, ...rest] = host.command;
      const without: Host = { ...host, command: [program, "--no-addons", ...rest] };
      const { said, log } = await answersOf(without, [], [inPython]);
      assert.deepEqual(said, [answers]);
      assert.match(log, /onnxruntime-web runs the network/);
    });
  }
});
