// Names of modules: a file's own where it is the first of that name.

/**
 * The names of the modules of programs, without an extension, by the programs: `common` for `common`, `orders_common` for
 * `orders/common`. No two are the same, on file systems that do not tell capitals either.
 */
export function moduleNames(programs: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const used = new Set<string>();
  for (const program of programs) {
    // A dot would be an extension: x.d.ts declares another module.
    const plain = program.replace(/^(\.\.?\/)+/, "").replace(/[^A-Za-z0-9_-]/g, "_") || "_";
    let name = plain;
    for (let number = 2; used.has(name.toLowerCase()); number++) name = `${plain}_${number}`;
    used.add(name.toLowerCase());
    names.set(program, name);
  }
  return names;
}
