// Builds what the benchmark needs, finds the peers, and says what is missing and how to install it.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Dialect } from "../plan/dialects.ts";
import { type Request, writeRequests } from "../plan/requests.ts";
import { buildFolder, type Program, programNames, programs, root } from "../plan/servers.ts";
import type { RequestName } from "../plan/shapes.ts";
import { buildCpp, buildGo, buildJava, buildLoadGenerators, generate } from "./build.ts";

/** What can be measured here. */
export interface Prepared {
  /** Why a program cannot be measured, and what would help. Those that can are not in it. */
  readonly missing: ReadonlyMap<Program | "load generators", Missing>;
  readonly request: (name: RequestName, dialect: Dialect) => Request;
}

/** Something that is not here. */
export interface Missing {
  readonly why: string;
  /** A command that brings it. */
  readonly remedy: string;
}

/** Debian's packages, and by what file each is known to be there; a bare name is looked for on the PATH. */
const packages = {
  gcc: "gcc",
  "libc6-dev": "/usr/include/stdio.h",
  "g++": "g++",
  "thrift-compiler": "thrift",
  "libthrift-dev": "/usr/include/thrift/server/TNonblockingServer.h",
  "libboost-dev": "/usr/include/boost/version.hpp",
  "libevent-dev": "/usr/include/event2/event.h",
  python3: programs.python,
  "libssl-dev": "/usr/include/openssl/ssl.h",
  "zlib1g-dev": "/usr/include/zlib.h",
  openssl: "openssl",
  "golang-go": "go",
  "golang-thrift-dev": "/usr/share/gocode/src/github.com/apache/thrift",
  "default-jdk-headless": "javac",
  "libthrift-java": "/usr/share/java/thrift.jar",
  "python3-thrift": "/usr/lib/python3/dist-packages/thrift",
} as const;

type Package = keyof typeof packages;

const needed: Readonly<Record<"load generators" | "cpp" | "py" | "go" | "java" | "npm", readonly Package[]>> =
  {
    "load generators": ["gcc", "libc6-dev", "libssl-dev", "openssl"],
    cpp: [
      "g++",
      "thrift-compiler",
      "libthrift-dev",
      "libboost-dev",
      "libevent-dev",
      "libssl-dev",
      "zlib1g-dev",
    ],
    go: ["golang-go", "golang-thrift-dev", "thrift-compiler"],
    java: ["default-jdk-headless", "libthrift-java", "thrift-compiler"],
    py: ["python3", "python3-thrift", "thrift-compiler"],
    npm: ["thrift-compiler"],
  };

/** Builds the load generators and the peers where that is possible. Nothing is built twice. */
export async function prepare(): Promise<Prepared> {
  mkdirSync(buildFolder, { recursive: true });
  writeFileSync(join(buildFolder, "package.json"), '{ "type": "commonjs" }\n'); // for gen-nodejs
  const missing = new Map<Program | "load generators", Missing>();
  const find = async (
    what: keyof typeof needed,
    names: readonly (Program | "load generators")[],
    build: () => Promise<void>,
  ): Promise<void> => {
    const found = absent(needed[what]) ?? (await failure(build));
    if (found !== undefined) for (const name of names) missing.set(name, found);
  };
  await find("load generators", ["load generators"], buildLoadGenerators);
  await find("cpp", ["cpp"], buildCpp);
  await find("py", ["py"], generate);
  await find("go", ["go"], buildGo);
  await find("java", ["java"], buildJava);
  await find("npm", ["npm-node", "npm-bun"], generate);
  for (const program of ["bun", "deno", "node"] as const) expect(program, "npm ci");
  expect("executable", "npm run build");
  return { missing, request: writeRequests(join(buildFolder, "requests")) };

  function expect(program: "bun" | "deno" | "node" | "executable", remedy: string): void {
    if (!existsSync(programs[program])) missing.set(program, { why: `no ${programs[program]}`, remedy });
  }
}

/** @returns a line for each thing that is missing. */
export function tellMissing({ missing }: Prepared): string[] {
  return [...missing].map(([name, { why, remedy }]) => {
    const shown = name === "load generators" ? "The load generators" : programNames[name];
    const what = name === "load generators" ? "nothing but memory and start can be measured" : "not measured";
    return `${shown}: ${what}, ${why}. To have it: ${remedy}`;
  });
}

function absent(names: readonly Package[]): Missing | undefined {
  const lacking = names.filter((name) => !isThere(packages[name]));
  if (lacking.length === 0) return undefined;
  return { why: `not installed: ${lacking.join(", ")}`, remedy: `apt-get install ${lacking.join(" ")}` };
}

function isThere(file: string): boolean {
  if (file.startsWith("/")) return existsSync(file);
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => existsSync(join(folder, file)));
}

async function failure(build: () => Promise<void>): Promise<Missing | undefined> {
  try {
    await build();
    return undefined;
  } catch (error) {
    const said = (error as Error).message.trim().split("\n").slice(0, 3).join(" / ");
    return { why: `it does not build (${said.slice(0, 300)})`, remedy: `mend ${root}bench/peers` };
  }
}
