// A .thrift file as a revision of git has it, with the files that it includes, in a folder of its own.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import { parse } from "../../../idl/parse/parse.ts";
import { Mistake } from "../../mistakes.ts";

/** `REV` and `FILE` of `git:REV:FILE`; FILE is left out for that of the same name. */
export interface Revision {
  readonly revision: string;
  readonly file: string | undefined;
}

/** Takes `git:REV:FILE` apart; undefined: it is something else. No revision begins with a hyphen: options of git's do. */
export function revisionOf(text: string): Revision | undefined {
  const [, revision = "", file] = /^git:([^:-][^:]*)(?::(.+))?$/.exec(text) ?? [];
  return revision === "" ? undefined : { revision, file };
}

/**
 * Has `use` read the files of a revision; they are gone when it returns.
 * @throws {Mistake} when git is not there, or has no such revision or file.
 */
export function withRevision<Result>(
  revision: string,
  file: string,
  include: readonly string[],
  use: (file: string, include: readonly string[], folder: string) => Result,
): Result {
  const folder = existsSync(dirname(file)) ? dirname(file) : ".";
  const top = git(folder, ["rev-parse", "--show-toplevel"]).trim();
  const inTop = (path: string) => relative(realpathSync(top), path).split(sep).join("/");
  const main = posix.join(inTop(realpathSync(folder)), basename(file));
  const folders = include
    .map((path) => inTop(existsSync(path) ? realpathSync(path) : resolve(path)))
    .filter((path) => !path.startsWith("../") && !isAbsolute(path));
  const copy = realpathSync(mkdtempSync(join(tmpdir(), "thriftserve-")));
  try {
    const text = git(top, ["show", `${revision}:${main}`]);
    const waiting = [{ path: main, text }];
    const seen = new Set([main]);
    for (const { path, text } of waiting) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), text);
      for (const node of parse(text, path).includes) {
        for (const candidate of [posix.dirname(path), ...folders].map((one) => posix.join(one, node.path))) {
          if (seen.has(candidate) || candidate.startsWith("../")) continue;
          seen.add(candidate);
          const included = found(top, `${revision}:${candidate}`);
          if (included !== undefined) waiting.push({ path: candidate, text: included });
        }
      }
    }
    return use(
      join(copy, main),
      folders.map((one) => join(copy, one)),
      copy,
    );
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function found(folder: string, object: string): string | undefined {
  try {
    return git(folder, ["show", object]);
  } catch {
    return undefined; // the loader says so, if it is needed
  }
}

function git(folder: string, args: readonly string[]): string {
  try {
    const stdio = ["ignore", "pipe", "pipe"] as const;
    return execFileSync("git", ["-C", folder, ...args], {
      encoding: "utf8",
      stdio: [...stdio],
      maxBuffer: 2 ** 28,
    });
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === "ENOENT")
      throw new Mistake("git is not installed, or not on the PATH: expected it for git:REV:FILE");
    const reason = String(stderr ?? "")
      .trim()
      .replace(/^fatal: /, "");
    throw new Mistake(`git ${args.join(" ")}: ${reason || message}`);
  }
}
