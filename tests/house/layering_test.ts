// Holds the imports of src/ against the order of rooms that CONTRIBUTING.md states, and its files and folders against their sizes.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Each file of src/ with the files of src/ that it imports, types included; paths from src/ on. */
const imports = new Map(filesOf(join(root, "src")).map((path) => [path, importsOf(path)]));

/** From the highest to the lowest. */
const rooms = [...readFileSync(join(root, "CONTRIBUTING.md"), "utf8").matchAll(/^ {4}src\/(\w+)\//gm)].map(
  ([, room]) => room!,
);

test("imports run downwards in the list of rooms", () => {
  const upwards: string[] = [];
  for (const [file, targets] of imports) {
    const from = rooms.indexOf(roomOf(file));
    assert.ok(from >= 0, `CONTRIBUTING.md lists no room src/${roomOf(file)}`);
    for (const target of targets) {
      if (rooms.indexOf(roomOf(target)) < from) upwards.push(`${file} imports ${target}`);
    }
  }
  assert.deepEqual(upwards, []);
});

test("no circle of imports is in a folder, between its files and folders", () => {
  const folders = new Set([...imports.keys()].flatMap((file) => foldersAbove(file)));
  const circles = [...folders].flatMap((folder) => circlesOf(entriesOf(folder)));
  assert.deepEqual(circles, []);
});

test("a worker loads neither the generator of codecs, the readers of IDL nor the ways that calls come before it knows", () => {
  const loaded = loadedBy("server/worker/process_main.ts", "server/worker/thread_main.ts");
  const late =
    /^(codec\/compile|codec\/generator\/codec|codec\/json|idl|server\/connections|server\/calls\/(relay|posted))\b/;
  assert.deepEqual(
    loaded.filter((file) => late.test(file)),
    [],
  );
});

test("the command line loads no server before it knows that it is to serve, and a server no codecs", () => {
  const server = /^(server\/(serve|life|workers)|handler\/load|processor|codec)\b/;
  assert.deepEqual(
    loadedBy("cli/main.ts", "cli/program.ts").filter((file) => server.test(file)),
    [],
  );
  const codecs = /^(codec\/compile|codec\/generator\/codec|codec\/json|idl\/load)\b/;
  assert.deepEqual(
    loadedBy(
      "cli/commands/serve.ts",
      "server/workers/worker_crew.ts",
      "server/workers/inline_crew.ts",
    ).filter((file) => codecs.test(file)),
    [],
  );
});

/** The files that are loaded with these, before anything is imported on demand. */
function loadedBy(...files: readonly string[]): string[] {
  const loaded = new Set<string>();
  const load = (file: string) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const target of loadsOf(file)) load(target);
  };
  for (const file of files) load(file);
  return [...loaded];
}

test("no file of src/ has more than 300 lines", () => {
  const lines = (path: string) => readFileSync(join(root, "src", path), "utf8").split("\n").length - 1;
  assert.deepEqual(
    [...imports.keys()].filter((path) => lines(path) > 300),
    [],
  );
});

test("no folder of src/ has more than 16 files", () => {
  const folders = Map.groupBy(imports.keys(), (path) => posix.dirname(path));
  assert.deepEqual(
    [...folders].filter(([, files]) => files.length > 16).map(([folder]) => folder),
    [],
  );
});

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(root, "src", path), "utf8");
  const specifiers = [...text.matchAll(/\b(?:from|import)\b\s*\(?\s*"(\.[^"]+\.tsx?)"/g)].map(
    ([, one]) => one!,
  );
  return specifiers.map((one) => posix.join(posix.dirname(path), one));
}

/** The files of src/ that are loaded with a file: types are not, nor is what it imports on demand. */
function loadsOf(path: string): string[] {
  const text = readFileSync(join(root, "src", path), "utf8");
  const statements = text.matchAll(/^(?:import|export) (?!type\b)(?:([^"]*?) from )?"(\.[^"]+\.ts)";/gm);
  return [...statements]
    .filter(([, names]) => names === undefined || !/^\{(\s*type [^,}]+,?)*\s*\}$/.test(names))
    .map(([, , specifier]) => posix.join(posix.dirname(path), specifier!));
}

function roomOf(path: string): string {
  return path.split("/")[0]!;
}

/** `["", "server", "server/calls"]` for `server/calls/executor.ts`. */
function foldersAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, depth) => parts.slice(0, depth).join("/"));
}

/** The files and folders of a folder, with those of them that they import from. */
function entriesOf(folder: string): Map<string, Set<string>> {
  const prefix = folder === "" ? "" : `${folder}/`;
  const entryOf = (path: string) => prefix + path.slice(prefix.length).split("/")[0]!;
  const entries = new Map<string, Set<string>>();
  for (const [file, targets] of imports) {
    if (!file.startsWith(prefix)) continue;
    const of = entries.get(entryOf(file)) ?? new Set();
    entries.set(entryOf(file), of);
    for (const target of targets) {
      if (target.startsWith(prefix) && entryOf(target) !== entryOf(file)) of.add(entryOf(target));
    }
  }
  return entries;
}

/** One circle of each group of entries that import each other, in words. */
function circlesOf(entries: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (entry: string, way: readonly string[]) => {
    if (way.includes(entry)) circles.push([...way.slice(way.indexOf(entry)), entry].join(" > "));
    if (way.includes(entry) || done.has(entry)) return;
    for (const next of entries.get(entry) ?? []) visit(next, [...way, entry]);
    done.add(entry);
  };
  for (const entry of entries.keys()) visit(entry, []);
  return circles;
}
