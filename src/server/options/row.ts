// A row of the tables of options.
import type { Row } from "../../options/check.ts";
import type { ModelName } from "../models.ts";
import type { ServeOptions } from "./options.ts";

/** A row, and how the command line has the option. */
export interface ServeRow<Value = unknown> extends Row<Value> {
  /** The heading of `--help` that it stands under. */
  readonly group: string;
  /** The flag's one letter, where it has one. */
  readonly letter?: string;
  /** The word for the value, `address` for `--host <address>`, where neither its unit does nor `n`. */
  readonly placeholder?: string;
  /** Options are named as the library does. */
  readonly help: string;
  /** The default in words, where it is derived, or what there is to say of it. */
  readonly usual?: string;
  /** The models that it is for, where these are not all. */
  readonly models?: readonly ModelName[];
  /** The option that does the same for other models. */
  readonly elsewhere?: keyof ServeOptions;
}
