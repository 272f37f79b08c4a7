// The parameters of an address that say what its clients speak, where that is not what the server's options say.
import type { Refuse } from "../../../options/address_parts.ts";
import { text as anyText, type Kind } from "../../../options/kinds.ts";
import { oneOf, otherProtocols, otherTransports } from "../../../options/names.ts";
import { type ProtocolName, protocolNames } from "../../../protocol/names.ts";
import { type TransportName, transportNames } from "../../../transport/names.ts";

/** The ways of the clients of one address; what is absent is as the server's options say. Plain data. */
export interface Ways {
  readonly tls?: "off" | "optional" | "required";
  /** Files of its own, as `tlsCert`, `tlsKey`, `tlsPassphraseFile` and `tlsCa` are those of all others. */
  readonly cert?: string;
  readonly key?: string;
  readonly "passphrase-file"?: string;
  readonly ca?: string;
  readonly "require-client"?: "on" | "off";
  readonly protocol?: ProtocolName | "auto";
  readonly transport?: TransportName | "auto";
}

/** The parameters that name files. */
export const fileNames = ["cert", "key", "passphrase-file", "ca"] as const satisfies readonly (keyof Ways)[];

/** The parameters of TLS. */
export const tlsNames = ["tls", ...fileNames, "require-client"] as const satisfies readonly (keyof Ways)[];

/** The names of all parameters. */
export const wayNames = [...tlsNames, "protocol", "transport"] as const satisfies readonly (keyof Ways)[];

const on = "an address has TLS where it has cert and key, or the server's options have";
const file = anyText("the path of a PEM file");

const kinds: { readonly [Name in keyof Ways]-?: Kind<NonNullable<Ways[Name]>> } = {
  tls: oneOf<"off" | "optional" | "required">(["off", "optional", "required"], { hints: { on } }),
  cert: file,
  key: file,
  "passphrase-file": anyText("the path of a file"),
  ca: file,
  "require-client": oneOf<"on" | "off">(["on", "off"]),
  protocol: oneOf<ProtocolName | "auto">(["auto", ...protocolNames], { hints: otherProtocols }),
  transport: oneOf<TransportName | "auto">(["auto", ...transportNames], { hints: otherTransports }),
};

/** Reads them. @returns undefined: there are none. */
export function readWays(parameters: URLSearchParams, refuse: Refuse): Ways | undefined {
  const given = wayNames.filter((name) => parameters.has(name));
  if (given.length === 0) return undefined;
  return Object.fromEntries(given.map((name) => [name, checkedValue(name, parameters.get(name)!, refuse)]));
}

function checkedValue(name: keyof Ways, text: string, refuse: Refuse): string {
  const { accept, expected, hint } = kinds[name];
  const value = accept(text);
  if (value !== undefined) return value;
  const guess = hint?.(text);
  return refuse(`${name} is ${text}; expected ${expected}${typeof guess === "string" ? `; ${guess}` : ""}`);
}
