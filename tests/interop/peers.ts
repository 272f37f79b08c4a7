// Apache's own clients, ready to run: which are installed, of which version, and a function that calls a server.
import { type ExecFileException, execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { root } from "../fixtures/hosts.ts";
import { buildCpp, buildGo, buildJava, generated } from "./build.ts";
import type { Library } from "./dialects.ts";

const run = promisify(execFile);

/** What a client found: one check of one dialect. */
export interface Outcome {
  /** `protocol/transport`, as in `compact/framed`. */
  readonly dialect: string;
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** One of Apache's clients. */
export interface Peer {
  readonly library: Library;
  /** Runs every check but the skipped ones; a client that fails to run at all is an error. */
  check(
    address: string,
    dialects: readonly string[],
    options?: { readonly skip?: readonly string[]; readonly trust?: string },
  ): Promise<Outcome[]>;
}

/**
 * Milliseconds for a client with all that it is to call one server with. Each check has a deadline of its own; this
 * only ends what hangs. Python opens a connection for each call over HTTP, which under forking is a new process.
 */
export const patience = 300_000;

/** Debian's interpreter: it has Debian's python3-thrift. */
export const python = "/usr/bin/python3";

/** The package of Debian that holds each library, what is there when it is, and what is needed besides. */
const installed: Readonly<Record<Library, { readonly files: readonly string[]; readonly packages: string }>> =
  {
    python: { files: ["/usr/lib/python3/dist-packages/thrift"], packages: "python3-thrift" },
    cpp: {
      files: [
        "/usr/include/thrift/Thrift.h",
        "/usr/bin/g++",
        "/usr/include/boost/version.hpp",
        "/usr/include/openssl/ssl.h",
        "/usr/include/zlib.h",
      ],
      packages: "libthrift-dev g++ libboost-dev libssl-dev zlib1g-dev",
    },
    go: {
      files: ["/usr/share/gocode/src/github.com/apache/thrift", "/usr/bin/go"],
      packages: "golang-thrift-dev golang-go",
    },
    java: {
      files: ["/usr/share/java/thrift.jar", "/usr/bin/javac"],
      packages: "libthrift-java default-jdk-headless",
    },
    npm: { files: [], packages: "" },
  };

/** Why a library's client cannot run here. @throws {Error} under CI, where that is no excuse. */
export function missing(library: Library): string | undefined {
  const { files, packages } = installed[library];
  const lacking = ["/usr/bin/thrift", ...files].find((file) => !existsSync(file));
  if (lacking === undefined) return undefined;
  const all = ["thrift-compiler", packages].join(" ").trimEnd();
  const reason = `${lacking}, for Apache's ${library}, is not there: apt-get install ${all}`;
  if (process.env.CI) throw new Error(reason);
  return reason;
}

/** Why even Python's and npm's clients cannot run here. */
export const missingPeers: string | undefined = missing("python");

/** The library's version, as Debian or npm say it. */
export function versionOf(library: Library): string {
  if (library === "npm") {
    return JSON.parse(readFileSync(join(root, "node_modules/thrift/package.json"), "utf8")).version;
  }
  const [name] = installed[library].packages.split(" ") as [string];
  const [, version = ""] = execFileSync("dpkg-query", ["--show", name], { encoding: "utf8" }).split("\t");
  return version.trim().replace(/-.*/, ""); // without Debian's own
}

/** What the cache of built clients depends on besides their sources. */
function tools(library: Library): string[] {
  const compiler = execFileSync("/usr/bin/thrift", ["--version"], { encoding: "utf8" });
  return [compiler, versionOf(library)];
}

/** Where `thrift --gen py` put its code. */
export function pythonCode(): Promise<string> {
  return generated("py", tools("python"));
}

/** Where `thrift --gen js:node,es6` put its code. */
export function npmCode(): Promise<string> {
  return generated("js", tools("npm"));
}

/** Generates and compiles what a library's client needs. */
export async function preparePeer(library: Library): Promise<Peer> {
  return peer(library, await commands[library]());
}

/** The npm client of idl/conformance_uuid.thrift. */
export async function prepareUuidPeer(): Promise<Peer> {
  return peer("npm", [...(await commands.npm()), "--checks", "uuid_checks"]);
}

const commands: Readonly<Record<Library, () => Promise<readonly [string, ...string[]]>>> = {
  python: async () => [python, join(root, "tests/interop/python/client.py"), "--gen", await pythonCode()],
  cpp: async () => [await buildCpp(tools("cpp"))],
  go: async () => [await buildGo(tools("go"))],
  // Most of a short run is the start of the virtual machine: one compiler, and its simplest collector.
  java: async () => [
    "java",
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-cp",
    await buildJava(tools("java")),
    "Client",
  ],
  npm: async () => [
    join(root, "node_modules/node/bin/node"),
    "--no-deprecation", // the library uses `new Buffer`
    join(root, "tests/interop/npm/client.cjs"),
    ...["--gen", await npmCode()],
  ],
};

function peer(library: Library, command: readonly [string, ...string[]]): Peer {
  const [program, ...first] = command;
  return {
    library,
    async check(address, dialects, { skip = [], trust } = {}) {
      const options = ["--address", address, "--dialects", dialects.join(","), "--skip", skip.join(",")];
      if (trust !== undefined) options.push("--trust", trust);
      const settings = {
        timeout: patience,
        maxBuffer: 1 << 26,
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", no_proxy: "127.0.0.1" },
      };
      // Status 1 says that a check failed, as do the lines themselves; anything else is a client that broke.
      const { stdout, stderr } = await run(program, [...first, ...options], settings).catch(
        (error: ExecFileException & { stdout: string; stderr: string }) => {
          if (error.code === 1 && error.stdout !== "") return error;
          throw new Error(`The ${library} client broke: ${error.message}`);
        },
      );
      const outcomes = stdout.split("\n").filter((line) => line !== "");
      if (outcomes.length === 0) throw new Error(`The ${library} client checked nothing:\n${stderr}`);
      return outcomes.map((line) => JSON.parse(line) as Outcome);
    },
  };
}
