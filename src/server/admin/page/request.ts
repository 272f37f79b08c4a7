// Reads the calls that a page asks for.
import { parseJson } from "../../../value_json/parse.ts";
import { PageCallError } from "./error.ts";

/** A call that the page asks for. */
export interface PageCall {
  /** As clients send it: `add`, or `Calculator:add` of multiplexed services. */
  readonly method: string;
  /** By the arguments' names, in the form of docs/commands.md. */
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Seconds; absent: any time. */
  readonly timeout?: number;
}

/** Reads one. @throws {PageCallError} when the text is none. */
export function readCall(text: string): PageCall {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    throw new PageCallError(`this is no JSON: ${(error as Error).message}`);
  }
  const { method, arguments: given = {}, headers = {}, timeout, ...others } = isObject(json) ? json : {};
  const surplus = Object.keys(others)[0];
  if (surplus !== undefined) throw new PageCallError(`a call has no ${surplus}`);
  if (typeof method !== "string") throw new PageCallError("a call needs a method, by its name");
  if (!isObject(given)) throw new PageCallError("arguments are an object by their names");
  if (!isObject(headers)) throw new PageCallError("headers are an object by their names");
  return { method, arguments: given, headers: headers as PageCall["headers"], timeout: timeout as number };
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
