// "did you mean": the known name that a word which is none may have been meant as.
import { closest } from "../idl/suggest.ts";

/** The nearest of the names: written another way, cut short, or misspelt. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const plain = plainly(word);
  if (plain === "") return undefined;
  const same = names.find((name) => plainly(name) === plain);
  if (same !== undefined) return same;
  const begun = names.filter((name) => plainly(name).startsWith(plain));
  if (begun.length === 1 && plain.length >= 3) return begun[0];
  const near = closest(
    plain,
    names.map((name) => plainly(name)),
  );
  return names.find((name) => plainly(name) === near);
}

/** A name without capitals and dashes: `maxframesize`. */
export function plainly(name: string): string {
  return name
    .slice(0, 80)
    .toLowerCase()
    .replace(/[-_\s]/g, "");
}
