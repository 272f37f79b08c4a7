// Looks at the options that files of deploy/ give a server.
import assert from "node:assert/strict";
import { commandRows } from "../../src/cli/options/rows.ts";
import type { ServeRow } from "../../src/server/options/row.ts";

/** Options as a command line has them: `--drain-delay=10`, and checked as serve() does. */
export function checkArguments(
  args: readonly string[],
  rows: Readonly<Record<string, ServeRow>> = commandRows,
): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const argument of args) {
    const [, name = "", value] = /^--([a-z-]+)(?:=(.*))?$/s.exec(argument) ?? [];
    const option = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    assert.ok(Object.hasOwn(rows, option), `there is no option ${argument}`);
    const { kind } = rows[option]!;
    const given = kind.read === undefined ? true : kind.read(value ?? "", undefined);
    assert.notEqual(kind.accept(given), undefined, `${argument}: expected ${kind.expected}`);
    values.set(option, given);
  }
  return values;
}
