// The programs that one can be made of: those that it includes, by whatever way.
import type { Program } from "../programs.ts";

/** A program and all that it includes, by whatever way, each once and before those that include it. */
export function withIncluded(program: Program): readonly Program[] {
  const found = new Set<Program>();
  const visit = (each: Program): void => {
    if (found.has(each)) return;
    each.included.forEach(visit);
    found.add(each);
  };
  visit(program);
  return [...found];
}
