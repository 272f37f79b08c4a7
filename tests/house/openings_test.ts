// Comments that open a file say what it is for: they begin with a noun or a verb, not with a question.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const questions = /^(what|where|when|why|how|who|whom|whose|which|whether)(ever)?\b/i;

test("every file begins with a comment that is no question", () => {
  const wrong = ["src", "tests", "bench", "scripts", "examples"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((name) => `${folder}/${name}`)
      .filter((file) => /\.(ts|mjs|cjs|py|c|cpp|h)$/.test(file))
      .filter((file) => !isGood(openingOf(file))),
  );
  assert.deepEqual(wrong, []);
});

function isGood(opening: string | undefined): boolean {
  return opening !== undefined && !questions.test(opening);
}

/** The first words of the first comment; undefined where something else comes first. */
function openingOf(file: string): string | undefined {
  const text = readFileSync(join(root, file), "utf8").replace(/^#!.*\n/, "");
  return /^(?:\/\/ |"""|\/\*\*\s+(?:\* )?)(\S.*)/.exec(text)?.[1];
}
