// The text of an IDL where it stands in a program, and not in a file of its own.

/** The text of an IDL, and the place that it came from. */
export interface IdlInText {
  readonly text: string;
  /** The path of the file that it stands in: its name is the program's, includes are looked for in its folder. */
  readonly file: string;
  /** The file's name in messages. */
  readonly shown: string;
}

/**
 * Whether a value is the text of an IDL, and not the path of one: what defines a service has braces. Paths may have
 * them too, but no line breaks; a text may end with a file's name, in a comment.
 */
export function isIdlText(value: unknown): value is string {
  if (typeof value !== "string" || !value.includes("{")) return false;
  return value.includes("\n") || !/\.thrift(#.*)?$/.test(value);
}

/**
 * The text with as many lines and characters before it as a module has before it, so that messages name the lines and
 * columns of the module.
 *
 * @returns undefined where the module does not have it as it is: it was put together, or has escapes.
 */
export function inItsPlace(text: string, module: string): string | undefined {
  const at = module.indexOf(text);
  return at < 0 ? undefined : module.slice(0, at).replace(/[^\n]/gu, " ") + text;
}
