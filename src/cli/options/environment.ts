// Reads options from variables of the environment: THRIFTSERVE_PORT, as `--port` on the command line.
import { delimiter } from "node:path";
import { checked, readOption, unknownOption } from "../../options/check.ts";
import { worded } from "../../options/error.ts";
import type { Kind } from "../../options/kinds.ts";
import { otherOptions } from "../../server/options/habits.ts";
import type { ServeRow } from "../../server/options/rows.ts";
import { UsageError } from "../mistakes.ts";
import { type Given, keyOf, type Source, toldBy } from "./source.ts";

/**
 * @param rows the options that there are.
 * @throws {Mistake} when a variable that begins as ours do is none, or has a value that cannot be.
 */
export function readEnvironment(
  variables: NodeJS.ProcessEnv,
  rows: Readonly<Record<string, ServeRow>>,
): Given {
  const options = new Map(Object.keys(rows).map((option) => [variableOf(option), option]));
  const values: Record<string, unknown> = {};
  for (const [variable, text] of Object.entries(variables)) {
    if (!variable.startsWith(prefix) || text === undefined || isOfKubernetes(variable, text)) continue;
    const option = options.get(variable);
    if (option === undefined) throw new UsageError(ofUnknown(variable, Object.keys(rows)));
    values[option] = toldBy(environment, () => read(option, rows[option]!.kind, text));
  }
  return { source: environment, values };
}

const prefix = "THRIFTSERVE_";

const environment: Source = {
  named: (option, value) => variableOf(option) + (value === undefined ? "" : `=${value}`),
  subject: variableOf,
  origin: (option) => `environment ${variableOf(option)}`,
};

function variableOf(option: string): string {
  return prefix + keyOf(option).replaceAll("-", "_").toUpperCase();
}

/** Texts are as on the command line. What is repeated there is one text here, and what is there or not is true or false. */
function read(option: string, kind: Kind<unknown>, text: string): unknown {
  if (kind.list) return checked(option, kind, kind.split?.(text) ?? text.split(delimiter));
  return readOption(
    option,
    kind.read === undefined ? { ...kind, read: (word) => switches[word] } : kind,
    text,
  );
}

const switches: Readonly<Record<string, boolean>> = { true: true, "1": true, false: false, "0": false };

function ofUnknown(variable: string, options: readonly string[]): string {
  const hint = unknownOption(variable.slice(prefix.length), options, otherOptions);
  return `there is no variable ${variable}${hint === undefined ? "" : `; ${worded(hint, environment.named)}`}`;
}

/** In the pods of a namespace that has a service named thriftserve: its links to services. A port of ours has no scheme. */
function isOfKubernetes(variable: string, text: string): boolean {
  return links.test(variable) || (variable === variableOf("port") && /^(tcp|udp|sctp):\/\//.test(text));
}

const links =
  /^THRIFTSERVE_(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;
