// The checked-in list of what is known to fail: a failure of Apache's library or of ours, with its reason.
import { readFileSync } from "node:fs";
import { dialectsOf, type Library } from "./dialects.ts";
import type { Outcome } from "./peers.ts";

/** An entry of known_failures.json: the checks fail in all dialects with the protocol, multiplexed or not. */
export interface KnownFailure {
  readonly library: Library;
  readonly protocol: string;
  readonly checks: readonly string[];
  readonly reason: string;
}

const all: readonly KnownFailure[] = JSON.parse(
  readFileSync(new URL("./known_failures.json", import.meta.url), "utf8"),
);

/** Those in protocols that the server speaks. */
export const knownFailures = all.filter(({ library, protocol }) =>
  dialectsOf(library, "tcp").some((dialect) => protocolOf(dialect.name) === protocol),
);

/** Why a check is expected to fail, when it is. */
export function knownReason(library: Library, { dialect, name }: Outcome): string | undefined {
  const protocol = protocolOf(dialect);
  return all.find(
    (known) => known.library === library && known.protocol === protocol && known.checks.includes(name),
  )?.reason;
}

/** Which of the listed checks are not among those that failed: `library protocol check` each. */
export function unmetFailures(failed: ReadonlySet<string>): string[] {
  return knownFailures
    .flatMap(({ library, protocol, checks }) => checks.map((check) => failureKey(library, protocol, check)))
    .filter((key) => !failed.has(key));
}

/** How {@link unmetFailures} names a failure. */
export function failureKey(library: Library, dialect: string, check: string): string {
  return `${library} ${protocolOf(dialect)} ${check}`;
}

function protocolOf(dialect: string): string {
  return dialect.split("/")[0]!.replace("-multiplexed", "");
}

/** What is wrong with an outcome: a failure that is not known, or a known one that passed. */
export function problemOf(library: Library, outcome: Outcome): string | undefined {
  const reason = knownReason(library, outcome);
  if (outcome.ok && reason !== undefined) {
    return `${outcome.name} passes, which tests/interop/known_failures.json says it cannot: ${reason}`;
  }
  return outcome.ok || reason !== undefined ? undefined : `${outcome.name}: ${outcome.detail}`;
}
