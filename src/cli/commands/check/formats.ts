// The findings of `check` as text, JSON, annotations of GitHub's actions, and SARIF.
import packageJson from "../../../../package.json" with { type: "json" };
import { rules } from "../../../compatibility/rules.ts";
import { formatDiagnostics } from "../../../words/diagnostics.ts";
import type { Finding } from "./finding.ts";

/** Writers of reports, by the names that `--format` takes. @param checked the file that was checked. */
export const formats = { text, json, github, sarif } satisfies Readonly<
  Record<string, (findings: readonly Finding[], checked: string) => string>
>;

/** The name of a format. */
export type Format = keyof typeof formats;

function text(findings: readonly Finding[], checked: string): string {
  const lines = findings.map((finding) => {
    const { severity, rule, message, line, sourceLine } = finding;
    const suffix = Object.hasOwn(rules, rule) ? ` [${rule}]` : "";
    const told = `${severity}: ${message}${suffix}`;
    if (line > 0 && sourceLine === "") return `${finding.file}:${line}:${finding.column}: ${told}`;
    return formatDiagnostics([{ ...finding, message: told }]);
  });
  return `${[...lines, `${checked}: ${counted(findings)}`].join("\n")}\n`;
}

function counted(findings: readonly Finding[]): string {
  const count = (severity: Finding["severity"]) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return `${number === 0 ? "no" : number} ${severity}${number === 1 ? "" : "s"}`;
  };
  return `${count("error")}, ${count("warning")}`;
}

function json(findings: readonly Finding[], checked: string): string {
  const shown = findings.map(({ severity, rule, file, line, column, length, message }) => ({
    ...{ severity, rule, file },
    ...(line > 0 && { line, column, length: length ?? 1 }),
    message,
  }));
  return `${JSON.stringify({ file: checked, findings: shown }, null, 2)}\n`;
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function github(findings: readonly Finding[]): string {
  const lines = findings.map(({ severity, rule, file, line, column, length = 1, message }) => {
    const place = line > 0 ? { line, col: column, endColumn: column + length } : {};
    const properties = Object.entries({ file, ...place, title: `thrift ${rule}` });
    return `::${severity} ${properties.map(([name, value]) => `${name}=${escaped(String(value), true)}`).join(",")}::${escaped(message, false)}\n`;
  });
  return lines.join("");
}

function escaped(value: string, isProperty: boolean): string {
  const data = value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  return isProperty ? data.replaceAll(":", "%3A").replaceAll(",", "%2C") : data;
}

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
function sarif(findings: readonly Finding[]): string {
  const used = [...new Set(findings.map(({ rule }) => rule))];
  const results = findings.map(({ severity, rule, file, line, column, length = 1, message }) => ({
    ruleId: rule,
    ruleIndex: used.indexOf(rule),
    level: severity,
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file.replaceAll("\\", "/")) },
          ...(line > 0 && {
            region: { startLine: line, startColumn: column, endColumn: column + length },
          }),
        },
      },
    ],
  }));
  const driver = {
    name: "thriftserve",
    version: packageJson.version,
    informationUri: packageJson.homepage,
    rules: used.map((id) => ({ id, ...described(id) })),
  };
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver }, columnKind: "unicodeCodePoints", results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function described(rule: Finding["rule"]) {
  if (rule === "idl") return { shortDescription: { text: "the IDL itself" } };
  if (rule === "handler") return { shortDescription: { text: "the handler, beside its IDL" } };
  const { summary, reason } = rules[rule];
  return {
    shortDescription: { text: summary },
    fullDescription: { text: reason },
    helpUri: `${packageJson.homepage.replace("#readme", "")}/blob/main/docs/compatibility.md#${rule}`,
  };
}
