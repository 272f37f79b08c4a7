// Bundles the page of the admin port, src/page, into a module of the server: src/server/admin/page/bundle.js.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programs, root, run } from "./programs.mjs";

/** The module, from the root folder on. */
export const pageBundle = "src/server/admin/page/bundle.js";

/** What the page is made of: itself, and what it imports. */
const sources = [
  "src/page",
  "src/metrics",
  "src/schema",
  "src/tensor",
  "src/value_json",
  "src/words",
  "scripts/page.mjs",
  "package-lock.json",
];

/** The files that browsers are given. */
const files = ["page.js", "page.css"];

/** Bundles it where something has changed. @throws {Error} when it cannot be */
export async function ensurePage() {
  const made = timeOf(pageBundle);
  if (made > 0 && sources.every((source) => newest(source) <= made)) return;
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-page-"));
  try {
    const options = [
      "--target=browser",
      "--format=iife",
      "--minify",
      "--define=process.env.NODE_ENV='production'",
    ];
    const entries = ["src/page/page.ts", "src/page/page.css"];
    const status = await run(programs.bun, ["build", ...options, ...entries, "--outdir", folder]);
    if (status !== 0) throw new Error(`The page could not be bundled: bun build ended with ${status}`);
    const texts = Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
    const head = '/* @ts-self-types="./bundle.d.ts" */\n// Made of src/page by scripts/page.mjs.\n';
    writeFileSync(join(root, pageBundle), `${head}export const files = ${JSON.stringify(texts)};\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} path */
function timeOf(path) {
  const file = join(root, path);
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

/** @param {string} source */
function newest(source) {
  const folder = join(root, source);
  if (!statSync(folder).isDirectory()) return timeOf(source);
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Math.max(...all.map((name) => timeOf(join(source, name))));
}
