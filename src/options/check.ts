// Checks options against their rows: for serve(), for connect() and for the command line alike.

import { nearestOrBegun, plainly } from "../words/nearest.ts";
import { type Detail, OptionsError, worded } from "./error.ts";
import type { Kind } from "./kinds.ts";
import { shown, shownText, tagOf } from "./shown.ts";

/** The facts about an option. */
export interface Row<Value = unknown> {
  readonly kind: Kind<Value>;
  /** The default; absent: none, or one that is derived. */
  readonly fallback?: Value;
  /** The default where it depends on the machine or on other options. @param options with their defaults. */
  derived?(options: Readonly<Record<string, unknown>>): Value;
}

/** The values of the options that have rows, with the defaults. */
export type Filled<Rows extends Readonly<Record<string, Row>>> = {
  readonly [Name in keyof Rows]: Rows[Name] extends
    | { readonly fallback: unknown }
    | { derived(options: never): unknown }
    ? ValueOf<Rows[Name]>
    : ValueOf<Rows[Name]> | undefined;
};

type ValueOf<OneRow> = OneRow extends { readonly kind: Kind<infer Value> } ? Value : never;

/** The function or command that has the options, and hints for some that it does not have. */
export interface Owner {
  /** `connect()`. */
  readonly name: string;
  /** An example of its options: `{ port: 9090 }`. */
  readonly example: string;
  /** Options of other programs, in lower case and without dashes, and what to say of them. */
  readonly hints?: Readonly<Record<string, Detail>>;
  /** The prefix of the options' names in messages: `tls.`. */
  readonly prefix?: string;
}

/**
 * Checks what a program has given as options and fills in the defaults.
 * @throws {OptionsError} when one of them is unknown, or has a value that cannot be.
 */
export function checkOptions<Rows extends Readonly<Record<string, Row>>>(
  rows: Rows,
  given: unknown,
  owner: Owner,
): Filled<Rows> {
  const { name, example, prefix = "" } = owner;
  if (!isOptions(given)) {
    const option = prefix === "" ? "options" : prefix.slice(0, -1);
    throw new OptionsError(option, `is ${shown(given)}; expected an object such as ${example}`);
  }
  for (const option of Object.keys(given)) {
    if (Object.hasOwn(rows, option) || given[option] === undefined) continue;
    const hint = unknownOption(option, Object.keys(rows), owner.hints);
    throw new OptionsError(
      prefix + option,
      (named) => `is no option of ${name}${hint === undefined ? "" : `; ${worded(hint, named)}`}`,
    );
  }
  const filled: Record<string, unknown> = {};
  for (const [option, row] of Object.entries(rows)) {
    const value = given[option];
    filled[option] = value === undefined ? row.fallback : checked(prefix + option, row.kind, value);
  }
  for (const [option, row] of Object.entries(rows)) filled[option] ??= row.derived?.(filled);
  return filled as Filled<Rows>;
}

/** Reads and checks a text, a command line's for example. @throws {OptionsError} */
export function readOption(option: string, kind: Kind<unknown>, text: string, previous?: unknown): unknown {
  const value = kind.read?.(text, previous);
  if (value === undefined) throw refused(option, kind, text, shownText(text));
  return checked(option, kind, value);
}

/** @returns the value of an option as it is used. @throws {OptionsError} */
export function checked(option: string, kind: Kind<unknown>, value: unknown): unknown {
  const accepted = kind.accept(value);
  if (accepted === undefined) throw refused(option, kind, value, shown(value, kind));
  return accepted;
}

function refused(option: string, kind: Kind<unknown>, value: unknown, asShown: string): OptionsError {
  const hint = kind.hint?.(value);
  return new OptionsError(
    option,
    (named) =>
      `is ${kind.secret ? "not one" : asShown}; expected ${kind.expected}${hint === undefined ? "" : `; ${worded(hint, named)}`}`,
  );
}

/** A guess at what an unknown option was meant as: one of these, or what the hints say. */
export function unknownOption(
  option: string,
  known: readonly string[],
  hints: Owner["hints"] = {},
): Detail | undefined {
  const plain = plainly(option);
  if (Object.hasOwn(hints, plain)) return hints[plain];
  const near = nearestOrBegun(option, known);
  return near === undefined ? undefined : (named) => `did you mean ${named(near)}?`;
}

/**
 * A class's instance can hold options, and a module's exports; what is a value of its own, a URL say, is not meant as
 * some.
 */
function isOptions(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === "object" && given !== null && ["Object", "Module"].includes(tagOf(given));
}
