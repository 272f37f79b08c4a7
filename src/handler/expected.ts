// Explains to the author of a module without a usable default export what is expected, and guesses what was meant.
import type { ServedFunction } from "../schema/service.ts";

/** The end of the sentence. */
export function expected(
  module: Readonly<Record<string, unknown>>,
  functions: readonly ServedFunction[],
): string {
  const names = functions.map(({ name }) => name);
  return `${guess(module.default, module, names)}expected export default { ${names[0] ?? ""}(...) { ... }, ... }`;
}

/** That functions which are missing in the default export stand beside it. */
export function exportedByName(
  module: Readonly<Record<string, unknown>>,
  missing: readonly string[],
): string {
  const named = missing.filter((name) => Object.hasOwn(module, name) && typeof module[name] === "function");
  if (named.length === 0) return "";
  const are = named.length === 1 ? "is" : "are";
  return `; ${named.join(", ")} ${are} exported by name: write export default { ${named.join(", ")} }`;
}

function guess(self: unknown, module: Readonly<Record<string, unknown>>, names: readonly string[]): string {
  if (typeof self === "function") {
    const called = self.name === "default" ? "" : self.name;
    return isClass(self)
      ? `it is a class: export default new ${called || "Handler"}(); `
      : `it is a function: export default ${called || "create"}(), if it makes the handler; `;
  }
  if (self instanceof Promise) return "it is a promise: export default await ...; ";
  const byName = exportedByName(module, names);
  return byName === "" ? "" : `${byName.slice(2)}; `;
}

function isClass(value: object): boolean {
  return Object.getOwnPropertyDescriptor(value, "prototype")?.writable === false;
}
