// The places that a user's files have inside an executable: the same, seen from each other, as they have outside.
import { dirname, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** Finds the places of files below the folder that holds them all. */
export class Places {
  /** The folder that holds all of them. */
  readonly base: string;
  readonly #inside: string;

  /**
   * @param files the paths of all.
   * @param inside the URL of the folder inside the executable.
   */
  constructor(files: readonly string[], inside: string) {
    this.base = files.map((file) => dirname(file)).reduce(common);
    this.#inside = inside;
  }

  /** The place of a file: `app/lib/part.ts`. */
  of(file: string): string {
    return ["app", ...relative(this.base, file).split(sep)].filter((part) => part !== "").join("/");
  }

  /** The place of the program that is made of a module: `app/handler.js`. */
  ofEntry(file: string): string {
    return this.of(file).replace(/\.[cm]?[jt]sx?$/, ".js");
  }

  /** The URL that a file has inside. */
  url(file: string): string {
    return this.#inside + pathToFileURL(join("/", this.of(file))).href.slice("file:///".length);
  }

  /** The path that a file, or folder, has inside. */
  path(file: string): string {
    const path = `${decodeURI(this.#inside).replace("file://", "")}${this.of(file)}`;
    return /^\/[A-Z]:/.test(path) ? path.slice(1).replaceAll("/", "\\") : path;
  }
}

function common(one: string, other: string): string {
  let folder = one;
  while (folder !== dirname(folder) && relative(folder, other).split(sep)[0] === "..")
    folder = dirname(folder);
  return folder;
}
