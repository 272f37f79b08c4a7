// A change that breaks somebody, and the list that a comparison fills.
import type { Schema } from "../schema/schema.ts";
import type { RuleName } from "./rules.ts";

/** A change between two versions of an IDL that breaks clients or servers on the wire. Plain data. */
export interface Change {
  readonly rule: RuleName;
  /** The definition that it is in, as the newer schema calls it if it has it: `tutorial.Calculator`. */
  readonly definition: string;
  /** The field, member or function of it. */
  readonly member?: string;
  /** The change in words, `Work.comment was string and is i32`. */
  readonly message: string;
}

/** A comparison at work. */
export interface Comparison {
  readonly older: Schema;
  readonly newer: Schema;
  readonly changes: Change[];
  /** Pairs of structs and of enums that are still to be compared. */
  readonly pending: Pair[];
}

/** Two definitions that are meant to be the same. */
export interface Pair {
  readonly table: "structs" | "enums";
  readonly older: string;
  readonly newer: string;
}
