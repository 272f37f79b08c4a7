// Makes what a release consists of, in dist/release: the npm package, an archive with the executable for each system, a list
// of what is inside of them (SBOM), and checksums. Takes GNU tar. CONTRIBUTING.md says what comes before and after.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildPackage, compile } from "./build.mjs";
import { programs, root, run } from "./programs.mjs";

const outcome = join(root, "dist/release");

/** Those that Bun has a base for, but for processors from before 2013. */
const systems = [
  "linux-x64",
  "linux-arm64",
  "linux-x64-musl",
  "linux-arm64-musl",
  "darwin-x64",
  "darwin-arm64",
  "windows-x64",
  "windows-arm64",
];

/**
 * `--target SYSTEM`, as often as you like: executables for these alone. `--draft`: though CHANGELOG.md does not say yet that
 * the version is released, or files are not committed.
 *
 * @param {string[]} options
 * @returns {Promise<number>} the exit status
 */
export async function release(options) {
  const { values } = parseArgs({
    args: options,
    options: { target: { type: "string", multiple: true }, draft: { type: "boolean" } },
  });
  const unknown = (values.target ?? []).filter((system) => !systems.includes(system));
  const against = [
    ...unknown.map((system) => `there is no --target ${system}; there are ${systems.join(", ")}`),
    ...versionProblems(),
    ...(values.draft ? [] : unfinished()),
  ];
  for (const reason of against) console.error(reason);
  if (against.length > 0) return 1;

  rmSync(outcome, { recursive: true, force: true });
  mkdirSync(outcome, { recursive: true });
  const jsr = await run(programs.deno, ["publish", "--dry-run", "--allow-dirty", "--quiet"]);
  const status = jsr || (await buildPackage());
  if (status !== 0) return status;
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", outcome], { cwd: root });
  const { name, version } = manifest();
  for (const system of values.target ?? systems) {
    const failed = await archiveOf(system, `${name}-${version}-${system}`);
    if (failed !== 0) return failed;
  }
  writeFileSync(
    join(outcome, `${name}-${version}.cdx.json`),
    `${JSON.stringify(billOfMaterials(), null, 2)}\n`,
  );
  writeFileSync(join(outcome, "SHA256SUMS"), checksums(outcome));
  console.log(readFileSync(join(outcome, "SHA256SUMS"), "utf8"));
  return 0;
}

/**
 * Why the version cannot be released: the files that tell it disagree.
 *
 * @returns {string[]}
 */
export function versionProblems() {
  const { version } = manifest();
  const others = {
    "deno.json": json("deno.json").version,
    "package-lock.json": json("package-lock.json").version,
  };
  const problems = Object.entries(others)
    .filter(([, other]) => other !== version)
    .map(([file, other]) => `${file} has the version ${other}, package.json ${version}`);
  if (!text("CHANGELOG.md").includes(`\n## ${version}\n`)) {
    problems.push(`CHANGELOG.md has no section ${version}, which is the version in package.json`);
  }
  return problems;
}

/** @returns {string[]} what there is to do before a release */
function unfinished() {
  const [, section = ""] = text("CHANGELOG.md").split(`\n## ${manifest().version}\n`);
  const reasons = [];
  if (/^\s*Not released yet/.test(section))
    reasons.push("CHANGELOG.md says that it is not released yet: --draft");
  if (execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" }) !== "") {
    reasons.push("files are not committed: --draft");
  }
  return reasons;
}

/**
 * What the package and the executables hold, in CycloneDX: npm's list, and Bun. The same for the same files.
 *
 * @returns {Record<string, any>}
 */
export function billOfMaterials() {
  const options = ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"];
  const listed = execFileSync("npm", options, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { serialNumber: _, ...bill } = JSON.parse(listed);
  delete bill.metadata.timestamp;
  bill.metadata.component.name = manifest().name; // npm has the folder's
  const { version } = json("node_modules/bun/package.json");
  bill.components.push({
    "bom-ref": `bun@${version}`,
    type: "platform",
    name: "bun",
    version,
    description: "the runtime that the executables hold; the npm package does not",
    purl: `pkg:npm/bun@${version}`,
    licenses: [{ license: { id: "MIT" } }],
  });
  return bill;
}

/**
 * As `sha256sum --check` takes them.
 *
 * @param {string} folder
 * @returns {string}
 */
export function checksums(folder) {
  const files = readdirSync(folder)
    .filter((file) => file !== "SHA256SUMS")
    .sort();
  const sum = (/** @type {string} */ file) =>
    createHash("sha256")
      .update(readFileSync(join(folder, file)))
      .digest("hex");
  return files.map((file) => `${sum(file)}  ${file}\n`).join("");
}

/**
 * The licences of the packages that the executables hold, each under its name.
 *
 * @returns {string}
 */
export function licences() {
  const { packages } = json("package-lock.json");
  const held = Object.entries(packages)
    .filter(([path, { dev, optional, peer }]) => path !== "" && !dev && !optional && !peer)
    .map(([path]) => path);
  const texts = [...held, "node_modules/bun"].map((path) => {
    const { name, version, license } = json(`${path}/package.json`);
    const file = readdirSync(join(root, path)).find((one) => /^licen[cs]e/i.test(one));
    const whole =
      file === undefined ? `${license}: see https://www.npmjs.com/package/${name}` : text(`${path}/${file}`);
    return `${name} ${version}\n\n${whole.trim()}\n`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

/**
 * Compiles the executable for a system and packs it, so that the same sources make the same archive.
 *
 * @param {string} system
 * @param {string} name
 */
async function archiveOf(system, name) {
  const folder = join(outcome, name);
  mkdirSync(folder);
  const executable = system.startsWith("windows") ? "thriftserve.exe" : "thriftserve";
  const status = await compile(join(folder, executable), system);
  if (status !== 0) return status;
  for (const file of ["README.md", "LICENSE", "CHANGELOG.md"]) cpSync(join(root, file), join(folder, file));
  writeFileSync(join(folder, "LICENSES-OF-PACKAGES"), licences());
  const alike = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--mode=go-w"];
  const packed = ["--use-compress-program", "gzip --no-name", "--create", "--file", `${folder}.tar.gz`, name];
  execFileSync("tar", [...alike, ...packed], { cwd: outcome });
  rmSync(folder, { recursive: true });
  return 0;
}

function manifest() {
  return json("package.json");
}

/** @param {string} file */
function json(file) {
  return JSON.parse(text(file));
}

/** @param {string} file */
function text(file) {
  return readFileSync(join(root, file), "utf8");
}
