// The properties of the parts of a form.
import type { JSX } from "preact";
import type { Schema, Type } from "../../../schema/schema.ts";

/** A value of a form. */
export interface ValueProps<Of extends Type = Type> {
  readonly schema: Schema;
  readonly type: Of;
  readonly json: unknown;
  /** The way to it, `work.ops[2]`, as messages say it. */
  readonly place: string;
  /** What it is called there. */
  readonly label: string;
  /** Is told the JSON that it becomes. */
  readonly change: (json: unknown) => void;
  /** How the parts of a value are shown: the form of a value of any type, which holds them. */
  readonly Field: (props: Omit<LabelledProps, "Field">) => JSX.Element;
}

/** A value with its name and what can be done to it as a whole. */
export interface LabelledProps extends Omit<ValueProps, "Field"> {
  /** Takes it away; absent: it has to be there. */
  readonly remove?: (() => void) | undefined;
  readonly doc?: string | undefined;
}

/** The properties of an element that a label names, and a message describes. */
export interface ControlProps extends ValueProps {
  readonly id: string;
  readonly described: string | undefined;
}
