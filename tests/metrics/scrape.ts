// Asks a server for its metrics, and reads them with a parser of Prometheus' format that is not ours.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

/** The samples of one name. */
export interface Parsed {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly metrics: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: string }[];
}

/** The metrics of a server whose admin port is at an address. */
export async function scrape(address: string): Promise<readonly Parsed[]> {
  const response = await fetch(`http://${address}/metrics`);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  return parseMetrics(await response.text());
}

/** Reads the text of metrics. The parser keeps one histogram of each name, whatever its labels: it is told of none. */
export function parseMetrics(text: string): readonly Parsed[] {
  const required: unknown = createRequire(import.meta.url)("parse-prometheus-text-format");
  const { default: parse = required } = required as { default?: unknown };
  const plain = text.replace(/^# (HELP|TYPE) .*\n(?=(?:#.*\n)*\w+_bucket\{)/gm, "");
  return (parse as (text: string) => readonly Parsed[])(plain);
}

/** The value of a sample; undefined where there is none with these labels. */
export function sampleOf(
  families: readonly Parsed[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const metrics = families.find((family) => family.name === name)?.metrics ?? [];
  const found = metrics.find((metric) =>
    Object.entries(labels).every(([label, value]) => metric.labels?.[label] === value),
  );
  return found === undefined ? undefined : Number(found.value);
}
