// The parts of a definition's node that are handed on as they are: its doc comment and its annotations.
import type { Described } from "../../schema/schema.ts";
import type { DescribedNode } from "../parse/document.ts";

/** Absent properties are left out, so that the result is the same after a trip through JSON. */
export function described({ doc, annotations }: DescribedNode): Described {
  return { ...(doc !== undefined && { doc }), ...(annotations !== undefined && { annotations }) };
}
