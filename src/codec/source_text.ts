// Small pieces of source text that every part of the generator needs.

/** A string as a literal that is safe wherever an expression may stand. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
}

/** A property of an object literal; `__proto__` in brackets is a property like any other. */
export function property(name: string, value: string): string {
  return name === "__proto__" ? `["__proto__"]: ${value}` : `${quote(name)}: ${value}`;
}

/** A field of an object that a handler gave: what Object.prototype has under such a name is not it. */
export function fieldOf(object: string, name: string): string {
  const access = `${object}[${quote(name)}]`;
  return name in Object.prototype
    ? `(Object.hasOwn(${object}, ${quote(name)}) ? ${access} : undefined)`
    : access;
}

/** Gives the locals of one generated function names of their own. */
export class Names {
  #count = 0;

  /** A name that begins with `prefix` and was not given before. */
  fresh(prefix: string): string {
    return `${prefix}${this.#count++}_`;
  }
}

/** The bytes of a name as the protocols write it. */
export function utf8(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}
