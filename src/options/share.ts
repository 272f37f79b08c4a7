// The kind of options that say a part of a whole.
import type { Kind } from "./kinds.ts";

/** A part of a whole: more than 0, and 1 for all of it. */
export const share: Kind<number> = {
  type: "number",
  expected: "a number above 0 and up to 1",
  bounds: { most: 1 },
  accept: (value) => (typeof value === "number" && value > 0 && value <= 1 ? value : undefined),
  read: (text) => (/^(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : undefined),
  hint: (value) => {
    const [, digits] = /^(\d+(?:\.\d+)?) ?%$/.exec(String(value)) ?? [];
    return digits === undefined ? undefined : `${value} is ${Number(digits) / 100}`;
  },
};
