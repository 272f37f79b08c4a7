// Makes sure that node_modules holds what package-lock.json says, the three runtimes included. What puts these in their
// place may go once npm runs their packages' install scripts again, or they need none.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { programs, root, run } from "./programs.mjs";

/**
 * The packages whose install scripts put a runtime's program in its place. npm is on its way to run no
 * install scripts unasked: where it has not run these, we do.
 *
 * @type {Record<"bun" | "deno" | "node", string>}
 */
const runtimes = {
  bun: "install.js",
  deno: "install.cjs",
  node: "installArchSpecificPackage.js",
};

/** Installs what is missing. @throws {Error} when a program is still missing then */
export async function ensureInstalled() {
  const stale = whatIsStale();
  if (stale) {
    console.log(`Installing the packages of package-lock.json (${stale}): npm ci`);
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const status = await run(npm, ["ci", "--no-audit", "--no-fund", "--loglevel", "error"]);
    if (status !== 0) throw new Error(`npm ci failed with status ${status}`);
  }
  for (const name of /** @type {const} */ (["bun", "deno", "node"])) {
    if (isProgram(programs[name])) continue;
    console.log(`Putting ${name} in its place: npm has not run its install script`);
    const folder = join(root, "node_modules", name);
    execFileSync(process.execPath, [runtimes[name]], { cwd: folder, stdio: "inherit" });
    if (!isProgram(programs[name])) throw new Error(`The package ${name} did not bring ${programs[name]}`);
  }
}

/** Before its install script has run, a package may hold a small text in its program's place. */
function isProgram(/** @type {string} */ path) {
  return existsSync(path) && statSync(path).size > 1_000_000;
}

/** Why node_modules is not what package-lock.json says; undefined when it is. */
function whatIsStale() {
  const installed = packagesOf("node_modules/.package-lock.json");
  if (!installed) return "there are none yet";
  for (const [path, wanted] of Object.entries(packagesOf("package-lock.json") ?? {})) {
    const found = installed[path];
    if (path === "" || (!found && wanted.optional)) continue; // optional: for another system
    if (found?.version !== wanted.version) return `${path} is not ${wanted.version}`;
    if (!existsSync(join(root, path))) return `${path} is missing`;
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {Record<string, { version: string, optional?: boolean }> | undefined}
 */
function packagesOf(file) {
  const path = join(root, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : undefined;
}
