// Addresses and blocks of addresses as values of an option.
import type { Kind } from "./kinds.ts";

/** IP addresses, blocks of them with the length of their prefix, and `unix`; commas between, or repeated. */
export const networks: Kind<readonly string[]> = {
  type: "other",
  expected: "IP addresses, blocks such as 10.0.0.0/8, or unix",
  accept: (value) => (Array.isArray(value) && value.every(isNetwork) ? [...value] : undefined),
  read(given, previous) {
    const read = given.split(",").map((one) => one.trim());
    return read.every(isNetwork)
      ? [...((previous as readonly string[] | undefined) ?? []), ...read]
      : undefined;
  },
  hint: (value) => {
    if (value === "*" || value === "any" || value === "all") return "0.0.0.0/0,::/0 are all addresses";
    return value === true || value === "true" ? "it is the proxies' addresses that are told" : undefined;
  },
};

function isNetwork(value: unknown): boolean {
  if (value === "unix") return true;
  const [, address = "", prefix = "0"] = /^([\da-f.:]+)(?:\/(\d{1,3}))?$/i.exec(String(value)) ?? [];
  if (typeof value !== "string" || address === "") return false;
  if (!address.includes(":")) return isIPv4(address) && Number(prefix) <= 32;
  return URL.canParse(`http://[${address}]/`) && Number(prefix) <= 128;
}

/** As node:net has it, which a command line need not wait for. */
function isIPv4(address: string): boolean {
  const parts = address.split(".");
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}
