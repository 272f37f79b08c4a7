// A user's modules: the files that they name, and how they find them inside an executable.
import { readFileSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Places } from "./places.ts";

/** The files that a module names and does not import. */
export interface NamedFiles {
  /** The files that it reads: models, IDL, WebAssembly. */
  readonly assets: readonly string[];
  /** Modules that it starts threads with. */
  readonly threads: readonly string[];
  /** Folders, of which it is not known what is read in them. */
  readonly folders: readonly string[];
}

/** Whether a module knows its own place: others name no files. */
export function knowsItsPlace(text: string): boolean {
  return /\bimport\.meta\.(url|dir|dirname|file|filename|path)\b|\b__(dirname|filename)\b/.test(text);
}

/**
 * Finds `new URL("./model.onnx", import.meta.url)`, and what else of its text is the name of a file that lies beside
 * it: `join(import.meta.dirname, "model.onnx")`, `__dirname + "/sql.wasm"`.
 */
export function filesNamedBy(path: string, text: string): NamedFiles {
  const urls = [...text.matchAll(urlOf)].map(([, , name]) => urlPath(name!, path));
  const names = [...text.matchAll(nameOf)].map(([, , name]) =>
    resolve(dirname(path), name!.replace(/^\/+/, "")),
  );
  const files = [...new Set([...urls, ...names])].filter(isFile);
  return {
    assets: files.filter((file) => !isModule(file)),
    threads: [...new Set(urls)].filter((file) => isModule(file) && isFile(file)),
    folders: [...new Set(urls)].filter(isFolder),
  };
}

/**
 * A module's text with `require` in place of what `createRequire(import.meta.url)` makes, which would find nothing inside of
 * an executable: what that names is taken in then.
 */
export function requiringPlainly(text: string): string {
  return text
    .replace(ownRequire, (whole) => whole.replace(/[^\n]/g, " ")) // lines stay where they are
    .replace(requireAtOnce, "require(");
}

/** A module's text with its place inside the executable in it, where it asks for its place; undefined: it does not. */
export function placed(path: string, places: Places, threads: ReadonlySet<string>): string | undefined {
  const whole = readFileSync(path, "utf8");
  if (!knowsItsPlace(whole)) return undefined;
  const text = requiringPlainly(whole);
  const values = {
    Url: places.url(path),
    File: places.path(path),
    Folder: places.path(dirname(path)),
  };
  const declared = Object.entries(values).map(([name, value]) => `${own}${name} = ${JSON.stringify(value)}`);
  // Programs for Node that are no ES modules have these; others make their own of import.meta.url.
  for (const [name, value] of [
    ["dirname", values.Folder],
    ["filename", values.File],
  ] as const) {
    const makesItsOwn = new RegExp(
      `\\b__${name}\\s*=(?!=)|\\{[^{}]*\\b__${name}\\b[^{}]*\\}\\s*(=(?!=)|from\\b)`,
    ).test(text);
    if (text.includes(`__${name}`) && !makesItsOwn) declared.push(`__${name} = ${JSON.stringify(value)}`);
  }
  const told = text
    .replace(urlOf, (whole, quote: string, name: string) => {
      const file = urlPath(name, path);
      return threads.has(file)
        ? whole.replace(quote + name, quote + name.replace(extname(name), ".js"))
        : whole;
    })
    .replace(metaOf, (_, name: string) => own + properties[name]!);
  const [start = ""] = beginning.exec(told) ?? [];
  return `${start}var ${declared.join(", ")};${told.slice(start.length)}`;
}

const own = "thriftserve$";

/** The properties of `import.meta` that say where a module is. */
const properties: Readonly<Record<string, string>> = {
  url: "Url",
  dir: "Folder",
  dirname: "Folder",
  path: "File",
  filename: "File",
};

const urlOf = /\bnew\s+URL\(\s*(["'`])([^"'`$\n]+)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;
/** Names of files in a text, but for those that are imported: these are taken in as modules. */
const nameOf = /(?<!\b(?:from|import|require)\s*\(?\s*)(["'`])([\w@./ -]{0,200}[\w@ -]\.\w{1,10})\1/g;
const metaOf = /(?<![\w$."'`])import\.meta\.(url|dirname|dir|filename|path)\b/g;

const ownRequire =
  /\b(?:const|let|var)\s+require\s*(?::\s*[\w.]+\s*)?=\s*(?:\w+\.)?createRequire\(\s*import\.meta\.(?:url|filename)\s*\)[ \t]*;?/g;
const requireAtOnce = /\b(?:\w+\.)?createRequire\(\s*import\.meta\.(?:url|filename)\s*\)\s*\(/g;

/** A line that names an interpreter, comments, `"use strict"`: what has to stay first. */
const beginning = /^(?:#!.*\n)?(?:(?:\s|\/\/.*\n|\/\*[\s\S]*?\*\/)*(["'])use strict\1;?)?/;

function urlPath(name: string, module: string): string {
  try {
    const url = new URL(name, pathToFileURL(module));
    url.hash = url.search = "";
    return url.protocol === "file:" ? fileURLToPath(url.href) : "";
  } catch {
    return "";
  }
}

function isModule(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}

function isFile(path: string): boolean {
  return path !== "" && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}

function isFolder(path: string): boolean {
  return path !== "" && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}
