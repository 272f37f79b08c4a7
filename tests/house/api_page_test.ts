// Holds docs/api.md against the docstrings.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../fixtures/command_line.ts";
import { apiPage } from "./api/page.ts";

test("docs/api.md says what the docstrings say; `npm run docs` writes it", () => {
  assert.equal(readFileSync(join(root, "docs/api.md"), "utf8"), apiPage());
});
