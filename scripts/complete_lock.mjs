// Adds to package-lock.json the optional packages for other systems that a registry mirror left out: `npm ci`
// refuses a lock without them. To be run after `npm install` has changed the lock: node scripts/complete_lock.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./programs.mjs";

const file = join(root, "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
const added = [];

for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const path = `node_modules/${name}`;
    if (path in lock.packages) continue;
    const system = /[-/](android|darwin|linux|win32)-(arm64|x64)(?:-(glibc|musl))?$/.exec(name);
    if (!system) throw new Error(`${name} does not say in its name which system it is for: add it by hand`);
    const [, os, cpu, libc] = system;
    lock.packages[path] = {
      version,
      cpu: [cpu],
      ...(dev && { dev }),
      ...(libc && { libc: [libc] }),
      optional: true,
      os: [os],
    };
    added.push(path);
  }
}

const byPath = ([a], [b]) => (a < b ? -1 : 1);
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(byPath));
if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? "package-lock.json is complete" : `Added:\n${added.join("\n")}`);
