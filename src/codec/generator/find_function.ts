// Finding a function by the bytes of its name, without making a string.
import { utf8 } from "../source_text.ts";

/**
 * The generated function that gives the index of the function whose name the `n` bytes at `p` are, or -1.
 *
 * @param names what clients send, each with its function's index.
 */
export function findFunction(names: ReadonlyMap<string, number>): string {
  const byLength = new Map<number, { readonly bytes: readonly number[]; readonly index: number }[]>();
  for (const [name, index] of names) {
    const bytes = utf8(name);
    const group = byLength.get(bytes.length) ?? [];
    byLength.set(bytes.length, [...group, { bytes, index }]);
  }
  const cases = [...byLength].map(([length, group]) => {
    const tests = group.map(({ bytes, index }) => `if (${bytesAre(bytes)}) return ${index};`);
    return `case ${length}: ${tests.join(" ")} return -1;`;
  });
  return `function findFunction(b, p, n) { switch (n) { ${cases.join("\n")} } return -1; }`;
}

function bytesAre(bytes: readonly number[]): string {
  // From the end: names that begin alike are common, names that end alike are less so.
  const tests = bytes.map((byte, index) => `b[p${index === 0 ? "" : ` + ${index}`}] === ${byte}`);
  return tests.reverse().join(" && ") || "true";
}
