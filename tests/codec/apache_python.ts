// Apache's Python library as it is installed with Debian's python3-thrift and thrift-compiler.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const python = "/usr/bin/python3";
const compiler = "/usr/bin/thrift";

/** Why the library cannot be used here, or undefined. Under CI a missing peer is a failure instead. */
export function whyMissing(): string | undefined {
  const lacking = [python, compiler].filter((path) => !existsSync(path));
  if (lacking.length === 0 && spawnSync(python, ["-c", "import thrift"]).status !== 0)
    lacking.push("python3-thrift");
  if (lacking.length === 0) return undefined;
  const reason = `not installed: ${lacking.join(", ")}`;
  if (process.env.CI) throw new Error(reason);
  return reason;
}

/** Runs golden.py with code that the Apache compiler made of golden.thrift. */
export function runGolden(requests: readonly string[]): string {
  generated ??= generate();
  return run(python, [fileOf("golden.py"), generated], requests.map((line) => `${line}\n`).join(""));
}

let generated: string | undefined;

function generate(): string {
  const directory = mkdtempSync(join(tmpdir(), "golden-"));
  run(compiler, ["--gen", "py", "-out", directory, fileOf("golden.thrift")], "");
  return directory;
}

function run(command: string, args: string[], input: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return stdout;
}

function fileOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url).href);
}
