// Names in generated modules: those of the IDL where TypeScript has them free, others with an underscore behind.

/**
 * Words that cannot name a definition, or not everywhere: JavaScript's and TypeScript's, and what generated code itself
 * names. A definition of such a name gets an underscore behind it.
 */
const taken: ReadonlySet<string> = new Set(
  `abstract any arguments as asserts async await bigint boolean break case catch class const constructor continue
  debugger declare default delete do else enum eval export extends false finally for from function get global
  globalThis if implements import in infer instanceof interface intrinsic is keyof let module namespace never new null
  number object of out override package private protected public readonly require return satisfies set static string
  super switch symbol this throw true try type typeof undefined unique unknown using var void while with yield
  Array ArrayBuffer ArrayBufferView BigInt Error Function Infinity Iterable JSON Map NaN Number Object Omit Promise
  ReadonlyMap ReadonlySet Record Set String Symbol Uint8Array CallContext TypedService`.split(/\s+/),
);

/** Gives out names that none of the others has. */
export class FreeNames {
  readonly #used = new Set<string>();

  /** The name itself, or with as many underscores behind it as it takes. */
  claim(name: string): string {
    let free = name;
    while (taken.has(free) || this.#used.has(free)) free += "_";
    this.#used.add(free);
    return free;
  }
}

/** The name of a property or method in a type. */
export function propertyName(name: string): string {
  // A signature `new(): T` is a constructor's.
  return name === "new" || name === "constructor" ? JSON.stringify(name) : name;
}

/** A name with only those characters that an identifier may have. */
export function identifierOf(name: string): string {
  const letters = name.replace(/[^A-Za-z0-9_]/g, "_");
  return /^[0-9]/.test(letters) || letters === "" ? `_${letters}` : letters;
}
