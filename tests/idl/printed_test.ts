// A schema that is written as .thrift files is read from them again as it was.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadIdl } from "../../src/idl/load.ts";
import { idlText } from "../../src/schema/idl_text.ts";
import type { Schema } from "../../src/schema/schema.ts";

function readAgain(schema: Schema): Schema {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-printed-"));
  try {
    const { files, fileOf } = idlText(schema);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return loadIdl(join(folder, fileOf(schema.program)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const root = new URL("../../", import.meta.url);
for (const file of [
  "idl/conformance.thrift",
  "tests/idl/fixtures/everything.thrift",
  "tests/codec/golden.thrift",
  "tests/odd/odd.thrift",
  "tests/fixtures/probe.thrift",
  "examples/calculator/calculator.thrift",
]) {
  test(`${file} means the same when it is written anew`, () => {
    const schema = loadIdl(new URL(file, root));
    assert.deepEqual(sorted(readAgain(schema)), sorted(schema));
  });
}

/** In what order definitions stand is no part of what they mean, and of files nothing is kept but what is in them. */
function sorted(schema: Schema): object {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }) as object;
}
