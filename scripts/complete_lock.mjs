// May go once `npm install` itself writes the optional packages of every system to package-lock.json: a registry mirror
// leaves out those of other systems, and `npm ci` refuses a lock without them. This adds them. To be run after
// `npm install` has changed the lock: node scripts/complete_lock.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./programs.mjs";

const file = join(root, "package-lock.json");
/** @type {{ packages: Record<string, { optionalDependencies?: Record<string, string>, dev?: boolean }> }} */
const lock = JSON.parse(readFileSync(file, "utf8"));
/** @type {Record<string, object>} */
const added = {};

for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const path = `node_modules/${name}`;
    if (path in lock.packages || path in added) continue;
    const system = /[-/](android|darwin|linux|win32)-(arm64|x64)(?:-(glibc|musl))?$/.exec(name);
    if (!system) throw new Error(`${name} does not say in its name which system it is for: add it by hand`);
    const [, os, cpu, libc] = system;
    added[path] = {
      version,
      cpu: [cpu],
      ...(dev && { dev }),
      ...(libc && { libc: [libc] }),
      optional: true,
      os: [os],
    };
  }
}

const packages = Object.entries({ ...lock.packages, ...added }).sort(([a], [b]) => (a < b ? -1 : 1));
const paths = Object.keys(added);
if (paths.length > 0) {
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`);
}
console.log(paths.length === 0 ? "package-lock.json is complete" : `Added:\n${paths.join("\n")}`);
