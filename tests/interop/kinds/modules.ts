// Modules that handlers are made of, one for each kind: all that work give "works".

/** What docs/handlers.md calls them, and the files of each: the first is imported. */
export const kinds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "TypeScript whose types can be left out (`.ts`, `.mts`)": {
    "plain.ts": 'export { value } from "./plain_part.mts";',
    "plain_part.mts": 'export const value: string = "works" satisfies string;',
  },
  "JavaScript (`.js`, `.mjs`), top-level `await`": {
    "script.mjs": 'export const value = await Promise.resolve("works");',
  },
  "CommonJS (`.cjs`, `.cts`), `createRequire`": {
    "common.ts":
      'import { createRequire } from "node:module"; import part from "./part.cjs"; const other = createRequire(import.meta.url)("./other.cts"); export const value = part.text + other.text;',
    "part.cjs": 'module.exports = { text: "wor" };',
    "other.cts": 'const text: string = "ks"; module.exports = { text };',
  },
  '`import` and `export` in `.ts` where package.json says `"type": "commonjs"`': {
    "commonjs/module.ts": 'import { basename } from "node:path"; export const value = basename("/works");',
    "commonjs/package.json": '{ "type": "commonjs" }',
  },
  "the package thriftserve itself": {
    "library.ts":
      'import { connect, serve } from "thriftserve"; export const value = typeof connect + typeof serve === "functionfunction" ? "works" : "no";',
  },
  "`imports` of package.json": {
    "hash.ts": 'export { value } from "#own";',
    "own.ts": 'export const value = "works";',
  },
  "`paths` of tsconfig.json": { "paths.ts": 'export { value } from "own/value";' },
  "enums, namespaces, parameter properties": {
    "enum.ts":
      "enum Word { Works } namespace Inner { export const word = Word[Word.Works]; } class Holder { constructor(public word: string) {} } export const value = new Holder(Inner.word!).word.toLowerCase();",
  },
  decorators: {
    "decorator.ts":
      'function as(_: unknown, context: { name: string | symbol }) { return () => String(context.name); } class Some { @as works() { return ""; } } export const value = new Some().works();',
  },
  "JSX (`.tsx`, `.jsx`) with React": {
    "view.tsx": "const View = () => <works />; export const value = View().type;",
  },
  "JSX that begins with `/** @jsxImportSource react */`": {
    "pragma.tsx":
      "/** @jsxImportSource react */\nconst View = () => <works />; export const value = View().type;",
  },
  "`./part` for `./part.ts`, a folder for its `index.ts`": {
    "without.ts": 'import { a } from "./half"; import { b } from "./folder"; export const value = a + b;',
    "half.ts": 'export const a = "wor";',
    "folder/index.ts": 'export const b = "ks";',
  },
  "`./part.js` for `./part.ts`": {
    "compiled.ts": 'export { value } from "./source.js";',
    "source.ts": 'export const value = "works";',
  },
  "a type imported without `type`": {
    "typed.ts": 'import { Some } from "./types.ts"; export const value: Some = "works";',
    "types.ts": "export type Some = string;",
  },
  'JSON `with { type: "json" }`': {
    "json.ts": 'import data from "./data.json" with { type: "json" }; export const value = data.text;',
    "data.json": '{ "text": "works" }',
  },
  "JSON without that": {
    "bare_json.ts": 'import data from "./bare.json"; export const value = data.text;',
    "bare.json": '{ "text": "works" }',
  },
  'text `with { type: "text" }`': {
    "text.ts": 'import text from "./note.txt" with { type: "text" }; export const value = text;',
    "note.txt": "works",
  },
  "text without that": {
    "bare_text.ts": 'import text from "./bare.txt"; export const value = text;',
    "bare.txt": "works",
  },
  "`node:worker_threads`, `node:child_process`": {
    "workers.mjs": `
      import { execFileSync } from "node:child_process";
      import { Worker } from "node:worker_threads";
      const worker = new Worker(new URL("./thread.mjs", import.meta.url));
      export const value = new Promise((resolve, reject) => {
        worker.on("message", (text) => resolve(text + execFileSync("echo", ["ks"], { encoding: "utf8" }).trim())).on("error", reject);
      });`,
    "thread.mjs": 'import { parentPort } from "node:worker_threads"; parentPort.postMessage("wor");',
  },
  "`bun:` modules": {
    "bun.ts":
      'import { Database } from "bun:sqlite"; export const value = new Database(":memory:").query("select \'works\' as word").get().word;',
  },
};

/** What lies beside them. */
export const surroundings: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({
    type: "module",
    imports: { "#own": "./own.ts" },
    dependencies: { react: "1", thriftserve: "0" },
  }),
  "tsconfig.json": JSON.stringify({ compilerOptions: { paths: { "own/*": ["./inner/*.ts"] } } }),
  "inner/value.ts": 'export const value = "works";',
  "node_modules/react/package.json": JSON.stringify({
    name: "react",
    version: "1.0.0",
    type: "commonjs",
    exports: { "./jsx-runtime": "./jsx-runtime.js", "./jsx-dev-runtime": "./jsx-dev-runtime.js" },
  }),
  "node_modules/react/jsx-runtime.js": "exports.jsx = (type) => ({ type });",
  "node_modules/react/jsx-dev-runtime.js": "exports.jsxDEV = (type) => ({ type });",
};
