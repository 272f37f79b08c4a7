// A handler's own node_modules: modules of every kind are found there, whoever runs the handler.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connect } from "../../src/client/client.ts";
import { modelArguments, Program, root, startWith } from "../fixtures/command_line.ts";
import { type Host, hosts } from "../fixtures/hosts.ts";
import { allModels } from "../fixtures/serving.ts";
import { addingModel } from "./packages/onnx_model.ts";

const binaries = `bin/napi-v6/${process.platform}/${process.arch}`;

/** What of a package is needed here: of onnxruntime-node, one system's of 290 MB. */
const packages: Readonly<Record<string, readonly string[]>> = {
  "lodash-es": ["."],
  ms: ["."],
  "sql.js": ["package.json", "dist/sql-wasm.js", "dist/sql-wasm.wasm"],
  "onnxruntime-node": ["package.json", "dist", "lib", binaries],
  "onnxruntime-common": ["."],
};

const lacking = Object.entries(packages).find(
  ([name, [first = ""]]) => !existsSync(join(root, "node_modules", name, first)),
);
const missing = lacking === undefined || process.env.CI ? false : `${lacking[0]} is not installed: npm ci`;

describe("a handler with packages of its own", { skip: missing }, () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "thriftserve-packages-"));
    for (const name of ["handler.mjs", "packages.thrift"]) {
      cpSync(join(root, "tests/interop/packages", name), join(folder, name));
    }
    writeFileSync(join(folder, "add.onnx"), addingModel());
    const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const dependencies = Object.fromEntries(
      Object.keys(packages).map((name) => [name, devDependencies[name] ?? "*"]),
    );
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", dependencies }));
    for (const [name, parts] of Object.entries(packages)) {
      for (const part of parts) {
        const to = join(folder, "node_modules", name, part);
        mkdirSync(dirname(to), { recursive: true });
        cpSync(join(root, "node_modules", name, part), to, { recursive: true });
      }
    }
    mkdirSync(join(folder, "elsewhere"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const surroundings = () => ({
    cwd: join(folder, "elsewhere"),
    env: { HOME: folder, DENO_NO_UPDATE_CHECK: "1" },
  });
  const commandOf = ({ command: [program = "", ...args] }: Host) => [
    program,
    ...args.map((arg) => (arg === "mod.ts" ? join(root, arg) : arg)),
  ];

  async function answers(host: Host, model: readonly string[]) {
    await using server = await startWith(
      commandOf(host),
      [join(folder, "handler.mjs"), ...model],
      surroundings(),
    );
    const client = await connect(join(folder, "packages.thrift"), { port: server.port });
    try {
      return await Promise.all([
        client.call("kebab", "The Handler Of"),
        client.call("milliseconds", "2 days"),
        client.call("query", "select 6 * 7"),
        client.call("add", [1, 2.5], [10, 20]),
      ]);
    } finally {
      client.close();
    }
  }

  /** @returns what was wrong with its end; undefined: nothing. */
  async function endsAt(milliseconds: number, host: Host, model: readonly string[]) {
    const args = [...commandOf(host), join(folder, "handler.mjs"), "--port", "0", ...model];
    const program = new Program(args, surroundings());
    try {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      program.signal("SIGTERM");
      const { status, signal, stderr } = await program.ended();
      if (signal === "SIGTERM" && stderr === "") return undefined; // before it could listen for anything
      return status === 0 ? undefined : `${status} ${signal} after ${milliseconds} ms: ${stderr}`;
    } finally {
      program.kill();
    }
  }

  for (const host of hosts) {
    const count = host.name === "executable" ? 6 : 2;
    for (const model of [
      ["--model", "threaded"],
      ["--workers", "4"],
    ]) {
      test(`${host.name} with ${model.join(" ")} ends with 0 while its threads load native code`, {
        skip: host.missing,
      }, async () => {
        for (let time = 0; time < count; time++) {
          assert.equal(await endsAt(100 + Math.round(Math.random() * 700), host, model), undefined);
        }
      });
    }
  }

  const all = ["the-handler-of", 172_800_000, 42, [11, 22.5]];
  const everyModel = [...allModels.map(modelArguments), ["--workers", "0"]];
  const someModels = [["--workers", "1"], modelArguments("processpool"), ["--workers", "0"]];
  for (const host of hosts) {
    for (const model of host.name === "executable" ? everyModel : someModels) {
      test(`is served by ${host.name} with ${model.join(" ")}`, { skip: host.missing }, async () => {
        assert.deepEqual(await answers(host, model), all);
      });
    }
  }
});
