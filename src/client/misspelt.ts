// Names of fields that are misspelt in arguments.
import type { PropertyWatch } from "../protocol/output.ts";

/**
 * Refuses a property that is no field when it looks like one that the value leaves out: `{ topk: 5 }` for `topK`. A
 * client has no log to warn in, and the server would never know. Other properties are passed over: whoever has richer
 * objects may send them.
 */
export const misspelt: PropertyWatch = {
  always: true,
  unknown(_place, _struct, _property, near, value) {
    if (near === undefined) return false;
    const field = (value as Readonly<Record<string, unknown>>)[near];
    return field === undefined || field === null;
  },
};
