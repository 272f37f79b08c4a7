// The dashboard and the alerts in deploy/ ask for metrics and labels that there are, in PromQL that can be read.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { metrics } from "../../src/server/counting/families.ts";
import { restartReasons } from "../../src/server/counting/observed.ts";
import { refusalKinds } from "../../src/server/refusals.ts";
import { root } from "../fixtures/command_line.ts";

interface Tree {
  iterate(spec: {
    enter(node: { name: string; from: number; to: number; type: { isError: boolean } }): void;
  }): void;
}

const required = createRequire(import.meta.url);

/** By the names of their samples, the labels that they have. */
const labelsOf = new Map(
  metrics.flatMap(({ name, type, labels }) => {
    const suffixes = type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
    return suffixes.map((suffix) => [name + suffix, suffix === "_bucket" ? [...labels, "le"] : labels]);
  }),
);

/** Labels that Prometheus itself gives. */
const ofPrometheus = ["job", "instance"];

/** Holds an expression against the metrics. */
function check(expression: string): void {
  const plain = expression.replaceAll("$__rate_interval", "5m");
  const { parser } = required("@prometheus-io/lezer-promql") as { parser: { parse(text: string): Tree } };
  const names: string[] = [];
  const labels: string[] = [];
  parser.parse(plain).iterate({
    enter({ name, from, to, type }) {
      const text = plain.slice(from, to);
      assert.ok(!type.isError, `not PromQL: ${expression}`);
      if (name === "VectorSelector") names.push(/^[\w:]+/.exec(text)![0]);
      if (name === "LabelName") labels.push(text);
    },
  });
  assert.ok(names.length > 0, expression);
  for (const name of names) assert.ok(labelsOf.has(name), `there is no ${name}: ${expression}`);
  const known = names.flatMap((name) => labelsOf.get(name)!);
  for (const label of labels) {
    assert.ok([...known, ...ofPrometheus].includes(label), `there is no label ${label}: ${expression}`);
  }
}

test("every panel of the dashboard asks for metrics that there are", () => {
  const dashboard = JSON.parse(readFileSync(`${root}deploy/grafana/thriftserve.json`, "utf8")) as {
    readonly panels: readonly {
      readonly id: number;
      readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
    }[];
  };
  assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
  for (const { targets } of dashboard.panels) for (const { expr } of targets) check(expr);
});

test("every alert asks for metrics and values that there are", () => {
  const { parse } = required("yaml") as { parse(text: string): unknown };
  const { groups } = parse(readFileSync(`${root}deploy/prometheus/thriftserve.rules.yaml`, "utf8")) as {
    readonly groups: readonly {
      readonly rules: readonly {
        readonly alert: string;
        readonly expr: string;
        readonly labels: { readonly severity: string };
        readonly annotations: { readonly summary: string; readonly description: string };
      }[];
    }[];
  };
  const rules = groups.flatMap((group) => group.rules);
  assert.ok(rules.length > 5);
  for (const { alert, expr, labels, annotations } of rules) {
    check(expr);
    assert.match(alert, /^Thriftserve/);
    assert.match(labels.severity, /^(warning|critical)$/);
    assert.ok(annotations.summary && annotations.description, alert);
    const [, reasons] = /reason=~"([^"]+)"/.exec(expr) ?? [];
    for (const reason of reasons?.split("|") ?? [])
      assert.ok(([...refusalKinds, ...restartReasons] as readonly string[]).includes(reason), reason);
  }
});
