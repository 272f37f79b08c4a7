// Shows values in a line of the log: bounded before anything is done with them, as text that no client can pass off as
// lines of our own. Nothing here throws, whatever the values are.

/** Characters of one value that are written. */
const longestValue = 15_000;
/** Characters of one record that are written. */
export const longestRecord = 16_384;
/** More than what {@link cut} says of the rest. */
const longestRest = 64;

/** The text's first characters, and how many more there are. What was cut already stays as it is. */
export function cut(text: string, most: number = longestValue): string {
  if (text.length <= most + longestRest) return text;
  const kept = text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "");
  const more = String(text.length - kept.length).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${kept}… (${more} more characters)`;
}

/** A value as text: strings as they are, errors with their stacks, the rest much as JSON has it. */
export function shown(value: unknown): string {
  try {
    if (typeof value === "string") return cut(value);
    if (value instanceof Error) return cut(String(value.stack ?? value));
    const text: Unfinished = { text: "", seen: [] };
    write(value, text);
    return cut(text.text);
  } catch {
    return unshowable;
  }
}

/**
 * Text as the log has it: control characters are escaped, and each line but the first is indented, so that nothing in
 * it looks like a record.
 */
export function asOneRecord(text: string): string {
  const safe = text.replace(/\r\n/g, "\n").replace(hidden, escaped);
  if (!safe.includes("\n")) return safe;
  return safe.replace(/\n+$/, "").replace(/\n(?![ \t])/g, "\n    ");
}

/** Text of a stranger's in one line: line breaks are escaped as well. */
export function inOneLine(text: string): string {
  return cut(text).replace(hiddenOrLineBreak, escaped);
}

/** Control characters but tabs and line feeds, and those that turn the direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const hidden = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const hiddenOrLineBreak = /[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (character === "\t") return "\\t";
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`;
}

const unshowable = "[a value that cannot be shown]";

interface Unfinished {
  text: string;
  /** The objects that enclose what is being written. */
  readonly seen: unknown[];
}

/** Appends a value, no more than is shown of it. @throws what its getters do */
function write(value: unknown, to: Unfinished): void {
  if (to.text.length > longestValue) return;
  if (typeof value === "string") to.text += JSON.stringify(cut(value));
  else if (typeof value === "function") to.text += `[function ${value.name}]`;
  else if (typeof value !== "object" || value === null) to.text += String(value);
  else if (to.seen.includes(value)) to.text += "[circular]";
  else if (to.seen.length >= deepest) to.text += "…";
  else {
    to.seen.push(value);
    writeObject(value, to);
    to.seen.pop();
  }
}

function writeObject(value: object, to: Unfinished): void {
  if (value instanceof Error) to.text += JSON.stringify(cut(`${value.name}: ${value.message}`));
  else if (ArrayBuffer.isView(value)) to.text += `[${value.byteLength} bytes]`;
  else if (typeof (value as { toJSON?: unknown }).toJSON === "function") {
    write((value as { toJSON(): unknown }).toJSON(), to);
  } else if (value instanceof Map) writeList("{", value, "}", to, ([key, item]) => pair(key, item, to));
  else if (Array.isArray(value) || value instanceof Set) {
    writeList("[", value, "]", to, (item) => write(item, to));
  } else writeList("{", namesOf(value), "}", to, (name) => pair(name, (value as Named)[name], to));
}

type Named = Readonly<Record<string, unknown>>;

/** One after the other, so that an object of a million properties is not listed first. */
function* namesOf(value: object): Generator<string> {
  for (const name in value) if (Object.hasOwn(value, name)) yield name;
}

function writeList<Item>(
  open: string,
  items: Iterable<Item>,
  close: string,
  to: Unfinished,
  each: (item: Item) => void,
): void {
  to.text += open;
  let first = true;
  for (const item of items) {
    if (to.text.length > longestValue) break;
    if (!first) to.text += ",";
    first = false;
    try {
      each(item);
    } catch {
      to.text += unshowable;
    }
  }
  to.text += close;
}

function pair(key: unknown, value: unknown, to: Unfinished): void {
  write(typeof key === "object" ? key : String(key), to);
  to.text += ":";
  write(value, to);
}

/** Objects within objects that are shown. */
const deepest = 8;
