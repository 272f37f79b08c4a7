// Names of devices as values of an option.
import type { Kind } from "./kinds.ts";

/** `cuda:0`, `0`, or whatever else libraries call theirs; `0-3` and `cuda:0-3` are several; commas between, or repeated. */
export const devices: Kind<readonly string[]> = {
  type: "other",
  expected: "names of devices such as cuda:0,cuda:1, or numbers such as 0-3",
  accept: (value) => {
    if (!Array.isArray(value) || value.length === 0) return undefined;
    const read = value.map(devicesIn);
    return read.includes(undefined) ? undefined : (read as string[][]).flat();
  },
  read(given, previous) {
    const read = given.split(",").map((one) => devicesIn(one.trim()));
    if (read.includes(undefined)) return undefined;
    return [...((previous as readonly string[] | undefined) ?? []), ...(read as string[][]).flat()];
  },
};

function devicesIn(value: unknown): string[] | undefined {
  if (typeof value !== "string" || !/^[\w.:/-]+$/.test(value)) return undefined;
  const [, kind = "", from, to] = /^([a-z]+:)?(\d{1,4})-(\d{1,4})$/i.exec(value) ?? [];
  if (from === undefined) return [value];
  const count = Number(to) - Number(from) + 1;
  if (count < 1 || count > mostInRange) return undefined;
  return Array.from({ length: count }, (_, index) => `${kind}${Number(from) + index}`);
}

const mostInRange = 1024;
