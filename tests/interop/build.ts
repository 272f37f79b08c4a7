// Generates and compiles the clients, once for each change of their sources: what was built lies in .test/.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { root } from "../fixtures/hosts.ts";

const execute = promisify(execFile);
const here = join(root, "tests/interop");
const builds = join(root, ".test/interop-build");

/** A recipe: what is made of which sources. */
export interface Recipe {
  readonly name: string;
  /** Whatever else the result depends on: versions of tools, say. */
  readonly tools: readonly string[];
  /** Folders and files, below the root, that are part of what is built. */
  readonly sources: readonly string[];
  /** Makes it in a folder, which is moved when it is done: nothing in it may name that folder. */
  make(folder: string): Promise<void>;
}

/** Builds what is not there yet, and that no other process builds. Returns the folder with the result. */
export async function build(recipe: Recipe): Promise<string> {
  const folder = join(builds, `${recipe.name}-${fingerprint(recipe)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(builds, { recursive: true });
  const lock = join(builds, `lock-${recipe.name}`);
  while (!hasTaken(lock)) {
    await sleep(50);
    if (existsSync(folder)) return folder;
  }
  try {
    return existsSync(folder) ? folder : await buildAlone(recipe, folder);
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Makes a file with this process in it, unless there is one of another that still runs. */
function hasTaken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    try {
      process.kill(Number(readFileSync(lock, "utf8")) || process.pid, 0);
    } catch {
      rmSync(lock, { force: true }); // it was ended, or has just finished
    }
    return false;
  }
}

async function buildAlone(recipe: Recipe, folder: string): Promise<string> {
  const unfinished = join(builds, `unfinished-${recipe.name}-${process.pid}`);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  try {
    await recipe.make(unfinished);
    for (const name of readdirSync(builds)) {
      if (name.startsWith(`${recipe.name}-`)) rmSync(join(builds, name), { recursive: true, force: true });
    }
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

function fingerprint({ name, tools, sources }: Recipe): string {
  const hash = createHash("sha256").update(JSON.stringify([name, tools]));
  hash.update(readFileSync(join(here, "build.ts")));
  for (const source of sources) {
    const path = join(root, source);
    const files = source.endsWith("/")
      ? readdirSync(path)
          .sort()
          .map((file) => join(path, file))
      : [path];
    for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

const idl = ["idl/conformance.thrift", "idl/conformance_base.thrift"];

/** Runs a program, with what it said on failure. Two of them may run at once. */
async function run(program: string, options: readonly string[], settings: Settings = {}): Promise<string> {
  const { stdout } = await execute(program, options, { maxBuffer: 1 << 26, timeout: 300_000, ...settings });
  return stdout;
}

interface Settings {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

function generate(language: string, folder: string): Promise<string> {
  return run("/usr/bin/thrift", ["-nowarn", "--gen", language, "-r", "-out", folder, join(root, idl[0]!)]);
}

/** What only has to be generated: `gen-py`, `gen-nodejs`. */
export async function generated(name: "py" | "js", tools: readonly string[]): Promise<string> {
  // npm thrift 0.24 has no Q any more, which 0.17's `js:node` needs: with `es6` it generates promises.
  const language = { py: "py", js: "js:node,es6" }[name];
  return build({
    name,
    tools: [...tools, language],
    sources: idl,
    async make(folder) {
      await generate(language, folder);
      if (name === "js") writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }\n');
    },
  });
}

/** Apache's C++ client. Returns its program. */
export async function buildCpp(tools: readonly string[]): Promise<string> {
  const folder = await build({
    name: "cpp",
    tools,
    sources: [...idl, "tests/interop/cpp/"],
    async make(folder) {
      await generate("cpp", folder);
      await mendCpp(folder);
      const own = readdirSync(join(here, "cpp")).map((file) => join(here, "cpp", file));
      const files = [...readdirSync(folder).map((file) => join(folder, file)), ...own].filter(
        (file) => file.endsWith(".cpp") && !file.endsWith("_server.skeleton.cpp"),
      );
      // In one: most of the work is the headers of the libraries, which each file includes.
      const all = join(folder, "all.cc");
      writeFileSync(all, files.map((file) => `#include "${file}"\n`).join(""));
      const options = ["-std=c++17", "-O0", "-w", `-I${folder}`, `-I${join(here, "cpp")}`];
      const libraries = ["-lthriftz", "-lthrift", "-lssl", "-lcrypto", "-lz"];
      await run("g++", [...options, all, ...libraries, "-o", join(folder, "client")]);
      rmSync(all);
    },
  });
  return join(folder, "client");
}

/**
 * Mends what Apache's generator 0.17 writes for a field that is a reference to a struct with a required field: it asks
 * whether that field was set, which only optional ones remember.
 */
async function mendCpp(folder: string): Promise<void> {
  const file = join(folder, "conformance_types.cpp");
  await run("sed", ["-i", "s/if (this->after->__isset.value) {/if (true) {/", file]);
}

/** Apache's Go client. Returns its program. */
export async function buildGo(tools: readonly string[]): Promise<string> {
  const folder = await build({
    name: "go",
    tools,
    sources: [...idl, "tests/interop/go/"],
    async make(folder) {
      const packages = join(folder, "src");
      mkdirSync(packages);
      await generate("go", packages);
      cpSync(join(here, "go"), join(packages, "client"), { recursive: true });
      // Without modules: Debian's packages are found below its GOPATH, and nothing is downloaded.
      const env = {
        ...process.env,
        GO111MODULE: "off",
        CGO_ENABLED: "0",
        GOFLAGS: "",
        GOPATH: `${folder}:/usr/share/gocode`,
        GOCACHE: join(root, ".test/go-cache"),
      };
      await run("go", ["build", "-p", "2", "-o", join(folder, "client"), "client"], { env });
    },
  });
  return join(folder, "client");
}

const jars = [
  "thrift",
  "slf4j-api",
  "slf4j-nop",
  "geronimo-annotation-1.3-spec",
  "httpclient",
  "httpcore",
  "commons-logging",
  "commons-lang3",
];
/** Apache's Java library, and what it needs. */
export const classPath = jars.map((jar) => `/usr/share/java/${jar}.jar`).join(":");

/** Apache's Java client. Returns the class path of `Client`. */
export async function buildJava(tools: readonly string[]): Promise<string> {
  const folder = await build({
    name: "java",
    tools,
    sources: [...idl, "tests/interop/java/"],
    async make(folder) {
      const sources = join(folder, "gen-java");
      mkdirSync(sources);
      await generate("java", sources);
      const files = [sources, join(here, "java")].flatMap((place) =>
        readdirSync(place, { recursive: true, encoding: "utf8" })
          .filter((file) => file.endsWith(".java"))
          .map((file) => join(place, file)),
      );
      // One compiler and the simplest collector: the compiler ends before more of them pay, 12 s of processor time or 4.
      const quick = ["-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"];
      await run("javac", [
        ...quick,
        "-encoding",
        "UTF-8",
        "-nowarn",
        "-cp",
        classPath,
        "-d",
        folder,
        ...files,
      ]);
    },
  });
  return `${folder}:${classPath}`;
}
