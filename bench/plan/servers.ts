// The servers that are measured: this project on each of its programs, and its peers; what they are called and how
// they are started.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Dialect } from "./dialects.ts";

/** The project's root folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where everything is built that the benchmark needs. */
export const buildFolder = join(root, ".test/bench");

/** What thriftserve runs on. */
export const ownPrograms = ["bun", "executable", "deno", "node"] as const;

/** What thriftserve is compared with. `npm-bun` is the npm package `thrift` on Bun. */
export const peerPrograms = ["cpp", "py", "go", "java", "npm-node", "npm-bun"] as const;

export type OwnProgram = (typeof ownPrograms)[number];
export type PeerProgram = (typeof peerPrograms)[number];
export type Program = OwnProgram | PeerProgram;

/** A server: a program, one of its models, and how many workers it has; undefined: as many as it likes. */
export interface ServerSpec {
  readonly program: Program;
  readonly model: string;
  readonly workers?: number | undefined;
}

/** Where npm has put the runtimes, and Debian its Python. */
export const programs = {
  bun: join(root, "node_modules/bun/bin/bun.exe"),
  deno: join(root, "node_modules/deno/deno"),
  node: join(root, "node_modules/node/bin/node"),
  executable: join(root, "dist/thriftserve"),
  python: "/usr/bin/python3",
} as const;

/** How the programs are called in results. */
export const programNames: Readonly<Record<Program, string>> = {
  bun: "Bun",
  executable: "executable",
  deno: "Deno",
  node: "Node",
  cpp: "C++",
  py: "Python",
  go: "Go",
  java: "Java",
  "npm-node": "npm on Node",
  "npm-bun": "npm on Bun",
};

/** @returns `Bun nonblocking 2`: program, model and number of workers. */
export function nameOf({ program, model, workers }: ServerSpec): string {
  const itsModel = program.startsWith("npm-") || program === "go" ? "" : ` ${model}`;
  return `${programNames[program]}${itsModel}${workers === undefined ? "" : ` ${workers}`}`;
}

/** Whether it is thriftserve, and not one of the peers. */
export function isOwn(server: ServerSpec): boolean {
  return (ownPrograms as readonly string[]).includes(server.program);
}

/** thriftserve on several programs, under one model. */
export function own(on: readonly OwnProgram[], model: string, workers?: number): ServerSpec[] {
  return on.map((program) => ({ program, model, workers }));
}

/**
 * Apache's C++ servers. `nonblocking-io` is TNonblockingServer with calls run by its I/O threads, `nonblocking` the
 * same server with one I/O thread and others that run the calls.
 */
export function cpp(model: string, workers?: number): ServerSpec {
  return { program: "cpp", model, workers };
}

/** Apache's Python servers. */
export function py(model: string, workers?: number): ServerSpec {
  return { program: "py", model, workers };
}

/** Apache's Go server: a goroutine for each connection. */
export const go: ServerSpec = { program: "go", model: "goroutines" };

/** Apache's Java servers; `selector` is TThreadedSelectorServer. */
export function java(model: string, workers?: number): ServerSpec {
  return { program: "java", model, workers };
}

/** The server of the npm package `thrift`: it has one model. */
export function npm(on: "node" | "bun"): ServerSpec {
  return { program: `npm-${on}`, model: "event loop" };
}

/** Where the certificate of servers is that speak TLS, and its key. */
export const certificate = join(buildFolder, "certificate.pem");
export const key = join(buildFolder, "key.pem");

/** Debian's packages in Java. */
export const jars = ["thrift", "slf4j-api", "slf4j-nop", "geronimo-annotation-1.3-spec"].map(
  (name) => `/usr/share/java/${name}.jar`,
);

const peers = join(root, "bench/peers");
const handler = join(root, "bench/service/handler.ts");

/** @returns the program and its arguments that serve bench.thrift on 127.0.0.1. */
export function commandOf({ program, model, workers }: ServerSpec, dialect: Dialect, port: number): string[] {
  const threads = String(workers ?? 8); // of models that have a number; the others ignore it
  if (program === "cpp") {
    const secret = dialect === "tls" ? [certificate, key] : [];
    return [join(buildFolder, "server-cpp"), model, String(port), threads, dialect, ...secret];
  }
  if (program === "go") return [join(buildFolder, "server-go"), String(port), dialect];
  if (program === "java") {
    return ["java", "-cp", [buildFolder, ...jars].join(":"), "Server", model, String(port), threads, dialect];
  }
  if (program === "py") {
    const generated = join(buildFolder, "gen-py");
    return [programs.python, join(peers, "server.py"), generated, model, String(port), threads, dialect];
  }
  if (program === "npm-node" || program === "npm-bun") {
    const runtime = program === "npm-node" ? programs.node : programs.bun;
    const generated = join(buildFolder, "gen-nodejs");
    return [runtime, join(peers, "server.cjs"), generated, String(port), dialect];
  }
  const options = ["--model", model, "--port", String(port), "--backlog", "1024"];
  if (workers !== undefined) options.push("--workers", String(workers));
  if (dialect === "tls") options.push("--tls-cert", certificate, "--tls-key", key);
  const start = {
    bun: [programs.bun, join(root, "mod.ts")],
    deno: [programs.deno, "run", "-A", join(root, "mod.ts")],
    node: [programs.node, join(root, "mod.ts")],
    executable: [programs.executable],
  };
  return [...start[program], handler, ...options];
}
