// The examples of README, documents and docstrings: finds them, and remembers which of them tests have asked for.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../fixtures/hosts.ts";

/** A block of code that a user may copy. */
export interface CodeBlock {
  /** The file it stands in, below the root. */
  readonly file: string;
  readonly language: string;
  readonly code: string;
}

/** Languages of what a user may copy and run; others are pictures and excerpts. */
const programs: readonly string[] = ["ts", "js", "python", "sh", "thrift"];

/**
 * Every fenced block with a language, and every `@example` of a docstring. Those of docs/tutorial.md have more in their first
 * line or stand among such: tutorial_test.ts follows all of it.
 */
export const codeBlocks: readonly CodeBlock[] = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"].flatMap((file) =>
    fenced(file, read(file)),
  ),
  ...filesBelow("docs", ".md")
    .filter((file) => file !== "docs/tutorial.md")
    .flatMap((file) => fenced(file, read(file))),
  ...["mod.ts", ...filesBelow("src", ".ts")].flatMap((file) =>
    [...read(file).matchAll(/^ *\* @example\n(.*?)\*\//gms)].flatMap(([, text]) =>
      fenced(file, text!.replaceAll(/^ *\* ?/gm, "")),
    ),
  ),
];

const asked = new Set<string>();

/**
 * The first block of a file that contains `text`, for a test that runs it.
 *
 * @throws {Error} when there is none.
 */
export function codeBlock(file: string, text: string, language = "ts"): string {
  const block = codeBlocks.find(
    (one) => one.file === file && one.language === language && one.code.includes(text),
  );
  if (block === undefined) throw new Error(`${file} has no block of ${language} with ${text}`);
  asked.add(block.code);
  return block.code;
}

/** The blocks that no test has asked for, in no file that they stand in. */
export function leftOut(): CodeBlock[] {
  return codeBlocks.filter(({ code, language }) => programs.includes(language) && !asked.has(code));
}

function fenced(file: string, text: string): CodeBlock[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language, code]) => ({
    file,
    language: language!,
    code: code!,
  }));
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);
}

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}
