// docs/metrics.md has the metrics that there are.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { root } from "../fixtures/command_line.ts";
import { metricsPage } from "./metrics_page.ts";

test("docs/metrics.md has the table of metrics; `bun tests/metrics/metrics_page.ts` writes it", () => {
  assert.equal(readFileSync(`${root}docs/metrics.md`, "utf8"), metricsPage());
});
