// Node does not say which file an error of syntax is in: it is asked again, by a process of its own.
import { spawnSync } from "node:child_process";
import { extname } from "node:path";
import type { Fault } from "./fault.ts";
import { sourceFiles } from "./sources.ts";

/** Types become spaces: places stay. Node warns of the function once, which is of no interest here. */
function withoutTypes(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return process.getBuiltinModule("node:module").stripTypeScriptTypes(text); // only Node's exports it
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** The first file of a module that Node cannot read. */
export async function syntaxFaults(message: string, url: string): Promise<Fault[]> {
  for (const { path, text } of sourceFiles(url)) {
    const place = placeIn(path, text);
    if (place !== undefined) return [{ ...place, path, message }];
  }
  return [];
}

function placeIn(path: string, text: string): Omit<Fault, "path" | "message"> | undefined {
  const extension = extname(path);
  if (!/^\.[cm]?[jt]s$/.test(extension)) return undefined;
  let script: string;
  try {
    script = /ts$/.test(extension) ? withoutTypes(text) : text;
  } catch {
    return undefined;
  }
  const type = /^\.c/.test(extension) ? "commonjs" : "module";
  const { stderr } = spawnSync(process.execPath, ["--check", `--input-type=${type}`, "-"], {
    input: script,
    encoding: "utf8",
    timeout: 5000,
  });
  const found = /^\[?.*?:(\d+)\n(.*)\n(\s*)(\^+)\s*$/m.exec(stderr ?? "");
  if (!found) return undefined;
  const [, line, , before = "", marks = ""] = found;
  return {
    line: Number(line),
    column: before.length + 1,
    length: marks.length,
    sourceLine: text.split("\n")[Number(line) - 1],
  };
}
