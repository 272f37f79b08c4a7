// Bun: the modules that an executable of ours begins with, put where they can be bundled anew: out of this executable, or
// beside the files of this package.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { insideExecutable } from "./inside.ts";

/**
 * Writes them into a folder, at their places in an executable.
 *
 * @returns the entries: the first is what the executable begins with.
 */
export function stageOwnModules(folder: string): string[] {
  const inside = insideExecutable();
  if (inside !== undefined) return extract(fileURLToPath(inside), folder);
  const extension = posix.extname(new URL(import.meta.url).pathname);
  return entries.map((entry) => write(folder, `src/${entry}${extension}`, shim(`${entry}${extension}`)));
}

/** Whether a file is a module of this package: a handler may import them. */
export function isOwnModule(path: string): boolean {
  return (
    insideExecutable() === undefined &&
    path.startsWith(fileURLToPath(new URL("../../", import.meta.url).href))
  );
}

/** In the executable they are bundles of their own: scripts/build.mjs. */
const entries = [
  "cli/executable",
  "cli/main",
  "server/worker/thread_main",
  "server/worker/process_main",
] as const;

/**
 * The text of an entry of the package, with its imports where they lie. A module that only imported it would be left out:
 * package.json says that none of ours has side effects.
 */
function shim(entry: string): string {
  const module = new URL(`../../${entry}`, import.meta.url);
  return readFileSync(fileURLToPath(module.href), "utf8").replace(
    /(?<=\b(?:from|import)\b\s*\(?\s*)"(\.[^"]+)"/g,
    (_, specifier: string) => JSON.stringify(fileURLToPath(new URL(specifier, module).href)),
  );
}

/** Writes the text of the modules inside this executable, which import each other by their places in it. */
function extract(root: string, folder: string): string[] {
  for (const name of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    if (name.endsWith(".js")) write(folder, name, relocated(readFileSync(join(root, name), "utf8"), name));
  }
  const [first, ...others] = entries.map((entry) => `src/${entry}.js`);
  const began = readFileSync(process.argv[1] ?? "", "utf8"); // the first entry is named after the executable
  write(folder, first!, relocated(began, first!));
  return [first!, ...others].map((entry) => join(folder, entry));
}

function relocated(text: string, name: string): string {
  const up = posix.relative(posix.dirname(name), ".") || ".";
  return text.replace(/^\/\/ @bun.*\n/, "").replaceAll(/"\/\$bunfs\/root\/([^"`$]+\.js)"/g, `"${up}/$1"`);
}

function write(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
