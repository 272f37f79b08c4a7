// Refused files: a table of sources and the reports on them, word for word and column for column.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { reportOn } from "../fixtures/temporary_files.ts";
import { refusedByApacheToo, refusedHereOnly } from "./refused_sources.ts";

describe("a file that is refused says where and why", () => {
  for (const { name, source, report } of [...refusedByApacheToo, ...refusedHereOnly]) {
    test(name, () => assert.equal(reportOn({ "x.thrift": source }, "x.thrift"), report));
  }
});

describe("the table of refused files", () => {
  test("has no name twice", () => {
    const names = [...refusedByApacheToo, ...refusedHereOnly].map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
  });
});
