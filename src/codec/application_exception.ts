// TApplicationException, the struct that Apache's libraries send for errors of their own, as clients read it.
import type { Field } from "../schema/schema.ts";

/** Its fields. */
export const exceptionFields: readonly Field[] = [
  { id: 1, name: "message", type: { kind: "string" }, requiredness: "optional" },
  { id: 2, name: "type", type: { kind: "i32" }, requiredness: "optional" },
];
