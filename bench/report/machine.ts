// The machine that was measured on, and the versions of everything.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { programs, root } from "../plan/servers.ts";

const execute = promisify(execFile);

/** @returns pairs of what and which, for the report. */
export async function describeMachine(): Promise<readonly (readonly [string, string])[]> {
  const processors = cpus();
  const system = /^PRETTY_NAME="(.*)"$/m.exec(read("/etc/os-release"))?.[1] ?? process.platform;
  const version = (name: string): string => JSON.parse(read(join(root, name))).version as string;
  const [
    commit,
    changed,
    bun,
    deno,
    node,
    compiler,
    cpp,
    python,
    pythonThrift,
    go,
    goThrift,
    java,
    javaThrift,
  ] = await Promise.all([
    say("git", "rev-parse", "--short", "HEAD"),
    say("git", "status", "--porcelain"),
    say(programs.bun, "--version"),
    say(programs.deno, "--version"),
    say(programs.node, "--version"),
    say("thrift", "--version"),
    say("dpkg-query", "--show", "libthrift-dev"),
    say(programs.python, "--version"),
    say("dpkg-query", "--show", "python3-thrift"),
    say("go", "version"),
    say("dpkg-query", "--show", "golang-thrift-dev"),
    say("javac", "-version"),
    say("dpkg-query", "--show", "libthrift-java"),
  ]);
  const state = changed === "" || changed === missing ? "" : ", with changes that are not committed";
  return [
    ["processor", `${processors[0]?.model ?? "unknown"}, ${processors.length} cores`],
    ["memory", `${(totalmem() / 2 ** 30).toFixed(0)} GiB`],
    ["system", `${system}, Linux ${release()}`],
    ["thriftserve", `${version("package.json")}, commit ${commit}${state}`],
    ["Bun", bun],
    ["Deno", deno.replace(/^deno (\S+).*$/, "$1")],
    ["Node", node.replace(/^v/, "")],
    ["Apache C++", cpp],
    ["Apache Python", `${pythonThrift}, ${python}`],
    ["Apache Go", `${goThrift}, ${go.replace(/^go version (\S+).*$/, "$1")}`],
    ["Apache Java", `${javaThrift}, ${java}`],
    ["npm thrift", `${version("node_modules/thrift/package.json")}, code by ${compiler}`],
  ];
}

const missing = "not found";

/** The first line that a program prints. */
async function say(program: string, ...options: readonly string[]): Promise<string> {
  try {
    const { stdout } = await execute(program, options, { cwd: root, timeout: 10_000 });
    return stdout.trim().split("\n")[0]!.replaceAll("\t", " ");
  } catch {
    return missing;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return '{"version":"not found"}';
  }
}
