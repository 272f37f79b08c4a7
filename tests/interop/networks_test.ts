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
const voice = join(root, "examples/voice");
const idls = [join(digits, "digits.thrift"), join(voice, "voice.thrift")];
const executable = hosts.find(({ name }) => name === "executable")!;

describe("networks", { skip: missingPeers }, () => {
  let folder = "";
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "thriftserve-networks-"));
    for (const idl of idls) await run("thrift", ["-r", "--gen", "py", idl], { cwd: folder });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What each of the clients prints, whose last argument is the port, and what the server logs. */
  async function answersOf(host: Host, served: readonly string[], clients: readonly (readonly string[])[]) {
    const server = await startServer(host, [...served, "--workers", "1"]);
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

  const recognized = "97 of 100 are right\nexpected 28 x 28 pixels, got 2 x 2\n";
  const inPython = [python, join(digits, "call.py")];
  const java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", "classes:/usr/share/java/*"];
  const inJava = [...java, "Call", join(digits, "digits.bin")];

  describe("for Python and Java", { skip: missing("java") }, () => {
    before(async () => {
      for (const idl of idls) await run("thrift", ["-r", "--gen", "java", idl], { cwd: folder });
      const sources = readdirSync(join(folder, "gen-java"), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".java"))
        .map((file) => join("gen-java", file));
      const options = ["-nowarn", "-cp", "/usr/share/java/*", "-d", "classes"];
      const clients = [join(digits, "Call.java"), join(voice, "Listen.java")];
      await run("javac", [...options, ...sources, ...clients], { cwd: folder });
    });

    for (const host of hosts) {
      for (const model of host === executable ? ["processpool", "nonblocking"] : ["processpool"]) {
        test(`digits are recognized by ${host.name} with ${model}`, { skip: host.missing }, async () => {
          const handler = model === "processpool" ? "handler.ts" : "batched.ts";
          const served = [join(digits, handler), "--model", model];
          const { said } = await answersOf(host, served, [inPython, inJava]);
          assert.deepEqual(said, [recognized, recognized]);
        });
      }
    }

    test("voices are heard by the executable", { skip: executable.missing }, async () => {
      const served = [join(voice, "batched.ts"), "--model", "processpool"];
      const clients = [
        [python, join(voice, "call.py")],
        [...java, "Listen"],
      ];
      const { said } = await answersOf(executable, served, clients);
      assert.match(said[0]!, /^speech from 1\.0 s on\nsilence from 3\.0 s on\n/);
      assert.equal(said[1], "speech from 1.0 s on\n");
    });
  });

  const bun = hosts.find(({ name }) => name === "bun")!;
  test("digits are recognized in WebAssembly without native code", { skip: bun.missing }, async () => {
    const [program, ...rest] = bun.command;
    const withoutAddons: Host = { ...bun, command: [program, "--no-addons", ...rest] };
    const { said, log } = await answersOf(withoutAddons, [join(digits, "handler.ts")], [inPython]);
    assert.deepEqual(said, [recognized]);
    assert.match(log, /onnxruntime-web runs the network/);
  });
});
