// The code that the page shows for a method, run and compiled with Apache's libraries: as it stands.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { type Server, serve } from "../../mod.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { methodOf } from "../../src/page/browse/catalog.ts";
import { type Called, calledMethod } from "../../src/page/code/called.ts";
import { languages } from "../../src/page/code/languages.ts";
import { resolveService } from "../../src/schema/service.ts";
import { root } from "../fixtures/hosts.ts";
import { classPath } from "./build.ts";
import { missing, python } from "./peers.ts";

const execute = promisify(execFile);
const idl = join(root, "examples/calculator/calculator.thrift");
const service = resolveService(loadIdl(idl));
const given = { logid: 7, work: { num1: 21, num2: 2, op: "MULTIPLY", comment: 'it\'s "twice"' } };
mkdirSync(join(root, ".test"), { recursive: true });
const folder = mkdtempSync(join(root, ".test", "page-code-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let server: Server;
let called: Called;
before(async () => {
  const handler = new URL("../../examples/calculator/handler.ts", import.meta.url);
  server = await serve(handler, { model: "nonblocking", workers: 0, port: 0, logLevel: "fatal" });
  const { port } = server.address as { port: number };
  const by = {
    model: "nonblocking",
    addresses: [`127.0.0.1:${port}`],
    tls: false,
    calls: true,
    read: 0,
  } as const;
  const about = { service, version: "", server: { ...by, protocol: "auto", transport: "auto" } } as const;
  called = calledMethod(about, methodOf(service, "calculate")!, given);
});
after(async () => await server?.close());

/** A folder with the code of a language, and what Apache's compiler makes of the IDL. */
async function prepared(language: string, file: string, generator?: string): Promise<string> {
  const place = join(folder, language.replace(/\W/g, ""));
  mkdirSync(place);
  cpSync(idl, join(place, "calculator.thrift"));
  if (generator !== undefined)
    await execute("thrift", ["--gen", generator, "calculator.thrift"], { cwd: place });
  writeFileSync(join(place, file), languages[language]!(called));
  return place;
}

async function output(
  program: string,
  options: readonly string[],
  cwd: string,
  env?: NodeJS.ProcessEnv,
): Promise<string> {
  const { stdout } = await execute(program, options, {
    cwd,
    timeout: 120_000,
    env: { ...process.env, ...env },
  });
  return stdout.trim();
}

test("Python", { skip: missing("python") }, async () => {
  const place = await prepared("Python", "call.py", "py");
  assert.equal(await output(python, ["call.py"], place, { PYTHONPATH: "gen-py" }), "42.0");
});

test("Node.js", { skip: missing("npm") }, async () => {
  const place = await prepared("Node.js", "call.cjs", "js:node,es6");
  symlinkSync(join(root, "node_modules"), join(place, "node_modules"));
  writeFileSync(join(place, "gen-nodejs/package.json"), "{}");
  assert.equal(await output(process.execPath, ["call.cjs"], place), "42");
});

test("Java", { skip: missing("java") }, async () => {
  const place = await prepared("Java", "Call.java", "java");
  await execute("javac", ["-nowarn", "-cp", classPath, "-sourcepath", "gen-java:.", "-d", ".", "Call.java"], {
    cwd: place,
  });
  assert.equal(await output("java", ["-cp", `.:${classPath}`, "Call"], place), "42.0");
});

test("Go: it compiles, once its struct is filled in", { skip: missing("go") }, async () => {
  const place = await prepared("Go", "call.go");
  await execute("thrift", ["--gen", "go", "calculator.thrift"], { cwd: place });
  const source = join(place, "src/your.module/gen-go");
  mkdirSync(source, { recursive: true });
  renameSync(join(place, "gen-go/calculator"), join(source, "calculator"));
  const filled = "Num1: 21, Num2: 2, Op: calculator.Operation_MULTIPLY";
  const text = readFileSync(join(place, "call.go"), "utf8");
  writeFileSync(join(place, "call.go"), text.replace("/* its fields */", filled));
  const GOCACHE = join(root, ".test/go-cache");
  const env = {
    GO111MODULE: "off",
    CGO_ENABLED: "0",
    GOFLAGS: "",
    GOPATH: `${place}:/usr/share/gocode`,
    GOCACHE,
  };
  assert.equal(await output("go", ["run", "call.go"], place, env), "42");
});

test("C++: it compiles", { skip: missing("cpp") }, async () => {
  const place = await prepared("C++", "call.cpp", "cpp");
  await execute("g++", ["-fsyntax-only", "-std=c++17", "call.cpp"], { cwd: place });
});

test("this project's client, and its command line", async () => {
  const place = await prepared("TypeScript, thriftserve", "call.ts");
  const text = readFileSync(join(place, "call.ts"), "utf8");
  writeFileSync(join(place, "call.ts"), text.replace('"thriftserve"', JSON.stringify(join(root, "mod.ts"))));
  assert.equal(await output(process.execPath, ["call.ts"], place), "42");
  const command = languages["Command line"]!(called).replace(
    "thriftserve",
    `${process.execPath} ${join(root, "mod.ts")}`,
  );
  assert.equal(await output("sh", ["-c", command], place), "42");
});
