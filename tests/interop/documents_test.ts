// The documents name what there is: links lead somewhere, in the published package too, and files are called by their names.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, test } from "node:test";
import { commands } from "../../src/cli/commands/table.ts";
import { onCommandLine } from "../../src/options/error.ts";
import { root } from "../fixtures/command_line.ts";

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
/** Its links lead to the repository: where it stands on GitHub. */
const repository = "https://github.com/thriftserve/thriftserve/blob/main/";

/** Every file of the project, but what is installed or built. */
const files = readdirSync(root, { withFileTypes: true })
  .filter(({ name }) => !["node_modules", "dist", ".git", ".test"].includes(name))
  .flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(join(root, entry.name), { recursive: true }).map((name) => `${entry.name}/${name}`)
      : [entry.name],
  );

describe("the documents", () => {
  for (const document of documents) {
    const text = readFileSync(join(root, document), "utf8");
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);

    test(`links in ${document} lead somewhere`, () => {
      for (const link of links) {
        const [path = "", fragment] = link.replace(repository, "/").split("#");
        if (/^https?:/.test(path)) continue;
        const target =
          path === ""
            ? document
            : path.startsWith("/")
              ? path.slice(1)
              : normalize(join(dirname(document), path));
        assert.ok(existsSync(join(root, target)), `${link} in ${document}`);
        if (fragment !== undefined && target.endsWith(".md")) {
          assert.ok(headings(target).includes(fragment), `${link} in ${document}: no such heading`);
        }
      }
    });

    test(`files that ${document} names are there`, () => {
      const named = [...text.matchAll(/`([\w./-]*\w\.(?:ts|mjs|cjs|json|py|c|cpp|go|java|thrift))`/g)].map(
        ([, name]) => name!,
      );
      const own = named.filter((name) => !examples.includes(name));
      for (const name of own) {
        assert.ok(
          files.some((file) => file === name || file.endsWith(`/${name}`)),
          `${document} names ${name}`,
        );
      }
    });
  }

  test("options that users' documents name are there", async () => {
    const loaded = await Promise.all(Object.values(commands).map(({ load }) => load()));
    const ofCommands = loaded.flatMap(({ rows }) => Object.keys(rows).map((name) => onCommandLine(name)));
    const known = [readFileSync(join(root, "docs/options.md"), "utf8"), ...ofCommands].join("\n");
    const written = documents.filter((name) => !["CONTRIBUTING.md", "docs/design.md"].includes(name));
    for (const document of written) {
      const whole = readFileSync(join(root, document), "utf8");
      // The first column of its tables is of others' options.
      const text = document === "docs/moving.md" ? whole.replaceAll(/^\|[^|]*\|/gm, "|") : whole;
      const named = text.matchAll(/(?:`|thriftserve [^`\n]*)(--[a-z][a-z-]+)/g);
      for (const [, option = ""] of named) {
        if (othersOptions.includes(option)) continue;
        assert.match(known, new RegExp(`${option}(?![a-z-])`), `${document} names ${option}`);
      }
    }
  });

  test("scripts of npm that documents name are there", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    for (const document of documents) {
      const text = readFileSync(join(root, document), "utf8");
      for (const [, script = ""] of text.matchAll(/npm run ([a-z]+)/g)) {
        assert.ok(script in scripts, `${document} names npm run ${script}`);
      }
    }
  });

  test("links of the published package lead into it, or to the repository", () => {
    const listed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [{ files: packed }] = JSON.parse(listed) as [{ files: { path: string }[] }];
    const inside = new Set(packed.map(({ path }) => path));
    for (const document of documents.filter((name) => inside.has(name))) {
      const text = readFileSync(join(root, document), "utf8");
      for (const [, link = ""] of text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
        if (/^https?:/.test(link)) continue;
        const target = normalize(join(dirname(document), link));
        assert.ok(inside.has(target), `${document} links to ${link}, which is not in the package`);
      }
    }
  });
});

/** Names that stand for any file of a user's. */
const examples = [
  "handler.ts",
  "app.ts",
  "tsconfig.json",
  "package.json",
  "deno.json",
  "calculator.thrift",
  "./part.ts",
  "index.ts",
  "notes.thrift",
  "sentiment.thrift",
  "weights.json",
  "handler_test.ts",
  "envoy.health_checkers.thrift", // an extension of Envoy
];

/** Of other programs, or of no server. */
const othersOptions = [
  "--max-old-space-size",
  "--allow-ffi",
  "--cpus",
  "--memory",
  "--quick",
  "--gen",
  "--help",
  "--version",
];

/** As GitHub makes them of headings. */
function headings(document: string): string[] {
  const lines = readFileSync(join(root, document), "utf8")
    .split("\n")
    .filter((line) => /^#+ /.test(line));
  return lines.map((line) =>
    line
      .replace(/^#+ /, "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
