// The kind of the option that names several addresses to listen on.
import type { Kind } from "../../../options/kinds.ts";
import { path } from "../../../options/path_kinds.ts";
import { type ListenAddress, listenAddressExpected, parseListenAddress } from "./address.ts";
import { fileNames } from "./ways.ts";

/** Addresses: on the command line the option is repeated, in a variable they stand with commas or spaces between. */
export const listenAddresses: Kind<readonly string[]> = {
  type: "other",
  expected: listenAddressExpected,
  list: true,
  split: (text) => text.split(/[\s,]+/).filter((one) => one !== ""),
  accept: (value) =>
    Array.isArray(value) && value.length > 0 && reasonAgainst(value) === undefined ? [...value] : undefined,
  read: (given, previous) =>
    reasonAgainst([given]) === undefined
      ? [...((previous as readonly string[] | undefined) ?? []), given]
      : undefined,
  from: (folder, value) => value.map((one) => placed(folder, one)),
  hint: (value) => {
    if (typeof value === "string") return reasonAgainst([value]) ?? "they stand in an array";
    if (!Array.isArray(value)) return undefined;
    return value.length === 0 ? "it has none" : reasonAgainst(value, true);
  },
};

/** @returns what is wrong with the first that is none. */
function reasonAgainst(list: readonly unknown[], isNamed = false): string | undefined {
  for (const one of list) {
    if (typeof one !== "string") return "each of them is a text";
    let reason: string | undefined;
    try {
      parseListenAddress(one, (why) => {
        reason = isNamed ? `${one}: ${why}` : why;
        throw new Error(why);
      });
    } catch (error) {
      if (reason === undefined) throw error;
      return reason;
    }
  }
  return undefined;
}

/** The relative paths in a file of options start from that file's folder. */
function placed(folder: string, text: string): string {
  const [place = "", ...rest] = text.split("?");
  const from = path("").from!;
  const [, scheme, file] = /^(unix:(?:\/\/(?!\/))?)(.+)$/i.exec(place) ?? [];
  const own = scheme === undefined || file === undefined ? place : `${scheme}${from(folder, file)}`;
  if (rest.length === 0) return own;
  const parameters = rest.join("?").split("&");
  const names = parameters.map((one) => {
    const [name = "", value] = one.split("=", 2);
    const isPath = fileNames.some((known) => known === name) && value !== undefined && value !== "";
    return isPath ? `${name}=${from(folder, value)}` : one;
  });
  return `${own}?${names.join("&")}`;
}

/** Reads addresses that the option has accepted. */
export function listenAddressesOf(listen: readonly string[]): ListenAddress[] {
  return listen.map((one) =>
    parseListenAddress(one, (why) => {
      throw new RangeError(`${one}: ${why}`);
    }),
  );
}
