// Knows capitals out of a file beside it, which a package of npm's reads: all of it goes into one executable.
import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import type { CallContext } from "../../mod.ts";

export const service = new URL("./countries.thrift", import.meta.url);

let capitals = new Map<string, unknown>();

export function init() {
  // `build` takes in what a module names by its own place.
  const text = readFileSync(new URL("./countries.toml", import.meta.url), "utf8");
  capitals = new Map(Object.entries(parse(text)));
}

export default {
  capital(code: string, call: CallContext) {
    const capital = capitals.get(code);
    if (capital === undefined) throw new call.exceptions.NoSuchCountry!({ code });
    return capital;
  },
};
