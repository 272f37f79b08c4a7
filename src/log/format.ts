// The two forms of the log's lines: text for people, where standard error is a terminal, and JSON for programs.
import { kindOf } from "../runtime/standard_descriptor.ts";
import { asOneRecord, cut, longestRecord, shown } from "./shown.ts";

/** `auto`: text on a terminal, JSON elsewhere. */
export type LogFormat = "text" | "json" | "auto";

/** A line of the log. */
export interface Line {
  readonly time: number;
  readonly level: string;
  readonly message: string;
  /** Stands before the message in text. */
  readonly about?: string;
  /** Members of the object that the line is in JSON; they come after time, level and message. */
  readonly members?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** What the record was given, in JSON in an object of its own. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Sets the form of this process's, or thread's, lines from now on. */
export function setLogFormat(format: LogFormat): void {
  asked = format;
  json = undefined;
}

/** Whether lines are JSON, or only everything that this program says is to be. */
export function isJson(): boolean {
  json ??= asked === "json" || (asked === "auto" && kindOf(2) !== "terminal");
  return json;
}

/** Whether nothing but JSON may be written to standard error. */
export function isJsonAlone(): boolean {
  return asked === "json";
}

let asked: LogFormat = "auto";
let json: boolean | undefined;

/** A line in the form that was set, with its line break. */
export function lineOf({ time, level, message, about = "", members, properties }: Line): string {
  const at = new Date(time).toISOString();
  if (!isJson()) return `${at} ${level} ${asOneRecord(cut(about + message, longestRecord))}\n`;
  const record = { time: at, level, message: cut(message, longestRecord), ...members };
  const values = properties === undefined ? undefined : plainValues(properties, record.message);
  return `${jsonOf(values === undefined ? record : { ...record, properties: values }).replace(unseen, escaped)}\n`;
}

/** Half a pair of UTF-16, which JSON.stringify escapes, would make some readers refuse the whole line. */
function jsonOf(record: object): string {
  const text = JSON.stringify(record);
  if (!text.includes("\\ud")) return text;
  return JSON.stringify(record, (_, value: unknown) =>
    typeof value === "string" ? value.toWellFormed() : value,
  );
}

/**
 * Numbers and truth values as they are, all else as text; no more of them than a record may be long, and no long text that
 * stands in the message: a stack would be there twice.
 */
function plainValues(
  properties: Readonly<Record<string, unknown>>,
  message: string,
): Record<string, string | number | boolean> | undefined {
  const values: [string, string | number | boolean][] = [];
  let room = longestRecord;
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "string" && value.length > longestTwice && message.includes(value)) continue;
    const isPlain = typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
    const plain = isPlain ? value : cut(shown(value), Math.max(room, 0));
    room -= name.length + String(plain).length;
    if (room < -longestRecord) break;
    values.push([name.toWellFormed(), plain]);
  }
  return values.length === 0 ? undefined : Object.fromEntries(values);
}

/** Characters. */
const longestTwice = 200;

/** Characters that JSON may hold as they are, and that a terminal acts upon or an editor takes for a line's end. */
const unseen = /[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
