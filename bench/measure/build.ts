// Builds the load generators and the peers, each when its sources are newer than it.
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, statSync, utimesSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { buildFolder, certificate, jars, key, root } from "../plan/servers.ts";

const execute = promisify(execFile);

export async function buildLoadGenerators(): Promise<void> {
  for (const name of ["load", "churn", "secure"]) {
    const source = join(root, `bench/measure/${name}.c`);
    const libraries = name === "secure" ? ["-lssl", "-lcrypto"] : [];
    await make(name, [`measure/${name}.c`], "gcc", ["-O2", "-pthread", "-o", name, source, ...libraries]);
  }
  const request = [
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-noenc",
    "-days",
    "3650",
    "-subj",
    "/CN=localhost",
  ];
  await make(certificate, [], "openssl", ["req", ...request, "-keyout", key, "-out", certificate]);
}

export async function buildCpp(): Promise<void> {
  await generate();
  const sources = [join(root, "bench/peers/server.cpp"), "gen-cpp/Bench.cpp", "gen-cpp/bench_types.cpp"];
  const libraries = [
    "-lthriftnb",
    "-lthriftz",
    "-lthrift",
    "-lz",
    "-levent",
    "-lssl",
    "-lcrypto",
    "-lpthread",
  ];
  const inputs = ["peers/server.cpp", "service/bench.thrift"];
  await make("server-cpp", inputs, "g++", ["-O2", "-I.", "-o", "server-cpp", ...sources, ...libraries]);
}

export async function buildGo(): Promise<void> {
  const inputs = ["peers/server.go", "service/bench.thrift"];
  const idl = join(root, "bench/service/bench.thrift");
  // Debian's packages are found by GOPATH, and so are the generated one and the server's.
  const folder = join(buildFolder, "go/src/server");
  mkdirSync(folder, { recursive: true });
  await make("go/src/bench/bench.go", inputs.slice(1), "thrift", ["--gen", "go", "--out", "go/src", idl]);
  copyFileSync(join(root, "bench/peers/server.go"), join(folder, "server.go"));
  await make("server-go", inputs, "env", [
    ...[
      "GO111MODULE=off",
      `GOPATH=${join(buildFolder, "go")}:/usr/share/gocode`,
      `GOCACHE=${join(buildFolder, "go-cache")}`,
    ],
    ...["go", "build", "-o", "server-go", "server"],
  ]);
}

export async function buildJava(): Promise<void> {
  const idl = join(root, "bench/service/bench.thrift");
  await make("gen-java/bench/Bench.java", ["service/bench.thrift"], "thrift", [
    "--gen",
    "java",
    "-o",
    ".",
    idl,
  ]);
  const sources = readdirSync(join(buildFolder, "gen-java/bench")).map((name) => `gen-java/bench/${name}`);
  await make("Server.class", ["peers/Server.java", "service/bench.thrift"], "javac", [
    ...["-nowarn", "-cp", jars.join(":"), "-d", "."],
    ...sources,
    join(root, "bench/peers/Server.java"),
  ]);
}

/**
 * Generates code. npm thrift 0.24 has no Q any more, which Debian's compiler wants of `js:node`: with `es6` it wants promises.
 */
export async function generate(): Promise<void> {
  const languages = ["cpp", "py", "js:node,es6"].flatMap((language) => ["--gen", language]);
  const idl = join(root, "bench/service/bench.thrift");
  await make("gen-nodejs/Bench.js", ["service/bench.thrift"], "thrift", [...languages, "-o", ".", idl]);
}

/** Runs a command in the build folder when its outcome is older than one of the files in bench/. */
async function make(
  outcome: string,
  inputs: readonly string[],
  program: string,
  options: readonly string[],
): Promise<void> {
  const changed = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const built = changed(resolve(buildFolder, outcome));
  if (built > 0 && inputs.every((input) => changed(join(root, "bench", input)) < built)) return;
  console.log(`building ${basename(outcome)}`);
  await execute(program, options, { cwd: buildFolder, timeout: 300_000 });
  // The compiler of Thrift leaves files as they are that it would write the same.
  utimesSync(resolve(buildFolder, outcome), new Date(), new Date());
}
