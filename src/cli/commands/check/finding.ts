// A finding of `check`: an error, a warning, or a change that breaks somebody.
import type { RuleName } from "../../../compatibility/rules.ts";
import type { Diagnostic } from "../../../words/diagnostics.ts";

/** The place of one, and what there is to say. */
export interface Finding extends Diagnostic {
  readonly severity: "error" | "warning";
  /** The rule that a change breaks, or where it was found. */
  readonly rule: RuleName | "idl" | "handler";
}

/** An IDL's message as a finding. */
export function ofIdl(severity: Finding["severity"]): (diagnostic: Diagnostic) => Finding {
  return (diagnostic) => ({ ...diagnostic, severity, rule: "idl" });
}

/** A message about a handler, which may begin with a place: `handler.ts:3:1: ...`. */
export function ofHandler(severity: Finding["severity"], file: string, message: string): Finding {
  const [, where, line, column, rest] = /^(\S+?):(\d+):(\d+): (.*)$/s.exec(message) ?? [];
  const place = { severity, rule: "handler", sourceLine: "" } as const;
  if (where === undefined) return { ...place, file, line: 0, column: 0, message };
  return { ...place, file: where, line: Number(line), column: Number(column), message: rest ?? "" };
}
